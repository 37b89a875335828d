"""What is stored of people by alerts: issues, questions and suggestions."""

from typing import Any

import alerts.models as alerts
from common.personal.declarations import (
    REPLACED,
    WHILE_MEMBER,
    WHILE_USED,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    alerts.LexiconEntry: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id facet entry label_zh label_en version added_at "
            "removed_version removed_at"
        ),
        pseudonym="added_by removed_by",
        personal="phrase",
    ),
    alerts.PhraseCount: Records(
        purpose=Purpose.WARNINGS,
        kept=REPLACED,
        none="id facet entry post_count counted_at",
        personal="phrase",
    ),
    alerts.WordProposal: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none=(
            "id facet entry post_count lift likeness proposed_at dismissed_at"
        ),
        pseudonym="post_ids dismissed_by",
        personal="phrase",
    ),
    alerts.Issue: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none=(
            "id number state components symptoms scenes triggers "
            "model_series severity opened_at alerted_at "
            "last_alerted_at history_alerted_at episode_began_at "
            "last_report_at regression_of merged_into alerted_as "
            "due_on fixed_by fixed_in fixed_on muted_until_reporters "
            "updated_at"
        ),
        pseudonym="owner",
        personal="name shared_words fix_note",
    ),
    alerts.Alert: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id issue post",
        pseudonym=(
            "cause raised_at reporter_count expected is_historic last_time"
        ),
    ),
    alerts.IssueChange: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id kind issue from_state to_state changed_at",
        pseudonym="changed_by",
        personal="before after note",
    ),
    alerts.IssueReport: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id issue post same_reporter_as",
        pseudonym=(
            "posted_at names_fault fault model_series by_thread "
            "is_follow_up filing reasons number merges is_counted"
        ),
        personal="text_key said terms words",
    ),
    alerts.OwnerNotice: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("report__post__author",),
        none="id report",
        pseudonym="kind sent_at sent_by",
        personal="note",
    ),
    alerts.QuestionCare: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("question__post__author",),
        none="id question",
        pseudonym="escalated_at taken_at taken_by",
    ),
    alerts.IssueCorrection: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none=(
            "id kind source_number target_number after_report "
            "undone_by made_at"
        ),
        pseudonym="reports before made_by",
    ),
    alerts.ClassificationState: Records(
        purpose=Purpose.WARNINGS,
        kept=REPLACED,
        none=(
            "id through_post snapshot_through snapshot_correction "
            "cache_key lexicon_version"
        ),
        pseudonym="snapshot",
    ),
    alerts.EngineeringTicket: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none=(
            "id issue system number url state opened_at answered_at "
            "fixed_in fixed_on"
        ),
        pseudonym="opened_by",
        personal="fix_note",
    ),
    alerts.TicketAnswer: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id ticket external_id answered_at via recorded_at",
        pseudonym="recorded_by",
        personal="author text",
    ),
    alerts.PublicAnswer: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id issue kind url posted_at",
        pseudonym="posted_by",
        personal="text",
    ),
    alerts.DifferentIssues: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id issue other decided_at",
        pseudonym="decided_by",
        personal="note",
    ),
    alerts.OwnerRule: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id position component model_series circle severity",
        pseudonym="owner",
        personal="name",
    ),
    alerts.HelperInvitation: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id question",
        pseudonym="member channel invited_at invited_by withdrawn_at",
        personal="text",
    ),
    alerts.QuestionAct: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("question__post__author", "invitation__member"),
        none="id question invitation",
        pseudonym="kind made_at made_by undone_at undone_by",
        personal="note link",
    ),
    alerts.Suggestion: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none=(
            "id state opened_at promised_days outcome decided_at merged_into"
        ),
        pseudonym="owner",
        personal="name topic answer",
    ),
    alerts.SuggestionPost: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id suggestion post",
        pseudonym="posted_at",
        personal="topic said words",
    ),
    alerts.SuggestionNotice: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("entry__post__author",),
        none="id entry",
        pseudonym="kind sent_at sent_by",
    ),
    alerts.SuggestionChange: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none=(
            "id suggestion kind from_state to_state merged undone_at "
            "changed_at"
        ),
        pseudonym="entries changed_by",
        personal="note",
    ),
    alerts.SuggestionCursor: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id through_post",
    ),
}
