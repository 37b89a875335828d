"""What the operations of the API do, marked for translation: the schema reads
these sentences from docstrings, where nobody looks for texts.
"""

from django.utils.translation import gettext_noop as _

SUMMARIES = (
    _(
        "The weekly brief: each figure of a week against the 12 weeks before and "
        "its target, with the address of the rows behind it"
    ),
    _("What the figures of the brief should reach each week"),
    _("Set targets; null takes one away, what is not sent stays"),
    _(
        "How many of those who came in each month reached each stage of AISAS "
        "within 90 days, apart for those who came without a car and for owners"
    ),
    _("Campaigns with their plans and, once they are closed, their reports"),
    _("How far a campaign is, and what can be said about its effect"),
    _("Nodes of campaigns: what is to be done by whom until when"),
    _("Who signed up for campaigns, and who came"),
    _(
        "Record who signed up or came, up to 1,000 rows; sent again, nothing "
        "changes"
    ),
    _("Posts that belong to campaigns"),
    _("Make a post a work of a campaign"),
    _("What campaigns cost, in yuan"),
    _("Add a cost line to a campaign"),
    _("What testers found in calls"),
    _("Add what a tester found in a call"),
    _("Review meetings with their agendas and findings"),
    _("What reviews decided, and whether it worked"),
    _(
        "All that is stored of a person, over all records that were merged into one"
    ),
    _("Erase a person"),
    _("How far the erasure of a person is, and what was removed"),
    _("Record up to 1,000 consents"),
    _(
        "What members agreed to or withdrew, purpose by purpose; rows are only added"
    ),
    _("Add a channel"),
    _("Add words; sent again, they add nothing"),
    _("Alerts as they were raised, each once"),
    _("All members of a segment as one stream, in the format that `as` names"),
    _("Badges of members, given for good"),
    _("Claims that people pass on, with how many spread and refute them"),
    _("Enter a claim that was seen somewhere"),
    _("Case files of crises: cause, scope, what was done and what helped"),
    _("Write the case file of a closed issue that had raised an alert"),
    _("Checks after crises, and what they found"),
    _("Posts about claims, with what they do with them"),
    _(
        "Adjusted share of negative posts in each of the last 26 weeks, with the "
        "interval that holds it nineteen times out of twenty; null for fewer than 30 "
        "posts"
    ),
    _("Change a channel, pause it or let it go on"),
    _("Change a rule; what is not sent stays"),
    _("Change a webhook"),
    _("Change an annotation; what is not sent stays"),
    _("Change settings of a source"),
    _("Channels through which messages go to colleagues"),
    _("Create or change the cars of known members, up to 1,000 rows"),
    _("Create or change up to 1,000 members by `identity` (platform:id)"),
    _(
        "Create or change up to 200 tickets by `system` and `number`, and add "
        "answers by their `external_id`; sent again, nothing changes"
    ),
    _("Decide for up to 10,000 members whether they may be written to now"),
    _("Engineering tickets: read one by one or in lists, sent in bulk"),
    _("Fill a script for a member"),
    _("Frequent questions with answers of members who agree to be quoted"),
    _(
        "How each member is doing, with the contributions to the score and all spells"
    ),
    _("How strong each member is in each role, as of the last nightly run"),
    _("Import posts"),
    _("Import who reacted to which post"),
    _(
        "Imports CloudEvents 1.0: structured, batched or binary, as the content "
        "type says"
    ),
    _("Interest tags as another system computes them"),
    _("Issues that owners reported, with their reports counted"),
    _("Log an interaction"),
    _("Make a rule"),
    _("Make a source"),
    _("Make a webhook; the answer has its secret"),
    _("Make an annotation"),
    _("Members: read one by one or in lists, sent in bulk"),
    _("Messages to webhooks and channels: what was sent, and what is stuck"),
    _("Posts and replies that were not deleted"),
    _("Questions that members asked, and whether they were answered"),
    _("Queue a test message; it goes out within seconds"),
    _("Remove a rule"),
    _("Remove a word"),
    _("Remove an annotation"),
    _("Return the sheet of an issue, or of the one it was merged into"),
    _("Rules by which raised issues get their owner"),
    _("Scripts that may be used now: approved and not expired"),
    _("Segments with their newest rule"),
    _(
        "Sends a test message through a channel; `last_error` of the channel says"
        " what came of it"
    ),
    _("Sign with a new secret, and for a day with the old one as well"),
    _("Sources: which systems send rows, and how their rows are read"),
    _("Suggestions that members made, with the posts counted"),
    _("Take events in"),
    _("Take known members into circles or out of them, up to 1,000 rows"),
    _("The brand's own words of the lexicon, those that were removed as well"),
    _("The cards of the library that the account may see"),
    _("The community week by week, as the last night counted it"),
    _(
        "The figures of one card, by week or as a table; of the members whom the "
        "parameters choose, if the card follows them"
    ),
    _("The interaction log"),
    _(
        "The kinds of events that a webhook can follow, with the schema of their data"
    ),
    _(
        "The kinds of events, what they are called and in which dimension they count"
    ),
    _("The notifications of the account that asks, the latest first"),
    _("Who is paid for opinions, by whom and in which days"),
    _("Record that somebody pays a member"),
    _("The roster of KOC: who is one, of which tier, and who was one"),
    _("Up to which business date computed answers reach"),
    _(
        "Webhooks: addresses of other systems, and of which events each is "
        "notified (`/api/v1/event-types/`)"
    ),
    _(
        "Who gets no routine notices; ask with `changed_since` for what changed"
    ),
    _("What happened on a day: an OTA update, a campaign, a recall"),
    _("What the last night knows of each member's activity"),
    _(
        "Who is in a segment now; with `changed_since`, who joined or left after "
        "that moment"
    ),
)
