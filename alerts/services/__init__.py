"""What is written about issues, alerts, questions and suggestions.

New posts
- new_posts: everything that is done with posts as they arrive
- post_classification: new posts become reports, in the order of arrival
- named_posts: posts that the posts of a batch name
- own_reports: the issue of each author's last report
- thread_issues: the issue with which a "me too" agrees
- fault_reports: reports of classified posts, and what counts of them
- issue_writer: a batch as reports, issues and alerts
- alert_causes: for which cause a report may raise an alert
- index_cache: the clustering index between runs
- shared_words: what reports share in their own words

Corrections by staff
- corrections: merge, split and move
- correcting: steps that corrections have in common
- issue_merging: two issues that are one are joined
- undoing: a correction is undone
- twins: issues that are not one

Issues
- issues: staff change the state of an issue, also to muted or fixed
- unmuting: a mute is undone
- issue_edits: name, severity and owner, with history
- owners: every raised issue has an owner
- owner_rules: rules for owners
- plans: who is to do something until when
- issue_events: what others are to know of an issue
- notices: owners of cars are informed, each once
- notice_gate: who of them may not be informed now
- public_answers: answers that staff have posted
- tickets: tickets: asked for, opened, answered
- sheet_handover: VINs of an engineering sheet, handed over and logged
- ticket_rows: tickets as the engineering system sends them

Lexicon
- lexicon: words are added and removed
- word_proposals: words are proposed by night

Questions
- questions: escalated, taken, closed, opened again
- invitations: members invited to answer

Suggestions
- suggestion_posts: posts become suggestions
- suggestions: what staff decide about suggestions
- suggestion_merges: suggestions that are the same become one
"""
