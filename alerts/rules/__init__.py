"""Pure decisions about what is going wrong.

Names that posts say
- lexicon: parts, symptoms, scenes and triggers, in Chinese and English
- service_lexicon: services around a car, and what goes wrong with them
- lexicons: the shipped entries with the brand's own words
- word_proposals: phrases that a lexicon may lack
- common_words: words that make no two texts alike
- mentions: where a text names which entry, and which symptom is said of which part
- pairs: which symptom can be said of which part
- facets: what a post is about; FACETS declares each facet once
- facet_counts: how often the reports of an issue say each name

From a post to its issue
- post_classification: one post after the other becomes a report of issues, or of none
- matters: the troubles of one post, each by its part
- clustering: the issue that a post joins, or a new one
- clustering_evidence: how well an issue explains the terms of a post
- clustering_terms: what is known of the terms of issues
- clustering_settings: how readily posts become one issue
- clustering_state: the clustering index as JSON
- reporters: which posts are of one reporter

Alerts
- reports: when reports raise an alert
- rates: how often a fault is usually reported
- likeness: how alike the words of reports are
- alerted_matters: which issues are one matter and raise one alert
- episodes: spans of reports that quiet times keep apart
- fixes: whether a report is about the time before a fix
- lead_time: how long before the first ticket an issue was known

An issue on its page
- issue_names: what an issue is called while staff give it no name
- shared_phrases: what its reports have in common, as phrases
- representative: which reports stand for all of them
- severity: how severe it may be
- comparing: on which versions and models it falls
- transitions: which state may follow which
- owner_rules: who becomes responsible
- twins: what speaks for two issues being one

Questions
- service_level: how long a question may wait
- question_acts: what staff did about a question
- helper_ranking: which members could help
- invitations: whom staff may invite to answer

Suggestions
- suggestion_groups: which posts make one suggestion
- suggestion_states: its states, and when an answer is due
"""
