"""Pure decisions about what was said.

Texts
- text: text in one spelling, and its terms
- sentences: sentences and clauses of a text
- phrases: phrases of word lists in a text
- phrase_patterns: alternatives of a word list, written out
- car_brands: names of car brands and series

Whose words they are
- attachments: lists of attached files, left out of a text
- quotes: quotes, taken out of a text
- quoted_names: who wrote what is quoted
- copies: copies of earlier posts of a thread
- references: which posts a text uses again

What a clause says
- cues: signs in a text of what its clauses say, from the word lists in cue_lists
- negation: whether a sign of trouble is denied
- clauses: a trouble and a question about it in one sentence
- statements: what each clause says: a trouble, agreement, a question …
- advice: advice to another owner, which is no wish
- statement_reading: cues and signs of each sentence of a text
- statement_signs: which cues a sentence has, and how it ends
- statement_grams: words of a sentence as the model reads them
- statement_model: how likely each kind of statement is
- statement_reasons: which words are the reasons

What a post is
- questions: a question, a complaint or thanks, and how upset
- question_marks: phrases by which a text asks
- answers: what a reply is to the question of its thread
- answer_marks: phrases by which a reply adds nothing, or solves
- topics: depth, scenery, a welcome, a calming word
- welcomes: a welcome, a writer who is new, a quarrel
- adverts: whether a text sells or recruits

Threads and chats
- openers: which post opens a thread
- addressees: who answers whom
- conversations: which messages of a chat belong together

Rows that arrive
- post_drafts: a row as the draft of a post, or its faults
- post_fields: what a row says of a post
- post_versions: which of two states of a post is the newer one
- reaction_drafts: a row as the draft of a reaction, or its faults
- history: which posts were old when they arrived
- ages: what people did by fixed ages of a post
- membership_plans: what a delivery does to times in a circle
"""
