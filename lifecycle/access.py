"""Who may use the views of lifecycle; its API resources declare their own access."""

from common.security.access import DATA, EDITORS, STAFF, Access

ACCESS: dict[str, Access] = {
    "lifecycle:dormancy_board": Access(read=STAFF),
    "lifecycle:policy_list": Access(read=STAFF),
    "lifecycle:policy_detail": Access(read=STAFF),
    "lifecycle:policy_create": Access(read=DATA, write=DATA),
    "lifecycle:refit_policy": Access(write=DATA),
    "lifecycle:backtest_policy": Access(write=DATA),
    "lifecycle:dispute_list": Access(read=STAFF),
    "lifecycle:dispute_create": Access(read=EDITORS, write=EDITORS),
    "lifecycle:dispute_withdraw": Access(write=EDITORS),
}
