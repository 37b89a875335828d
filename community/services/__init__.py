"""What is written of posts, reactions, members and circles.

Posts as they come in
- posts: import posts and replies, each once
- post_store: posts are stored once, and changed as their source says
- post_changes: what a source changes of posts that are known
- reply_links: what replies answer, learnt after they were stored
- thread_openers: which post opens each thread
- copied_texts: what new posts say in their own words
- reactions: import reactions
- files: import files of posts and of reactions
- file_jobs: jobs that import an uploaded file
- history_notes: what became of an import that brought history

Group chats
- chat_reading: stored messages of a group chat are put together
- chat_threads: messages are given the conversation to which they belong

What is read out of threads
- thread_reading: threads as they are read
- thread_answers: who answers whom, and which answers were thanked for
- changed_threads: threads that are to be read again
- questions: questions found in threads
- question_store: questions, and what became of them, are stored
- post_features: the features of posts
- post_marks: quarrels, adverts, paid times, introductions
- post_uses: which posts were linked or quoted later
- post_ages: posts at fixed ages
- mutual_answers: which answers were answered back
- reaction_counts: how many people reacted

Members and circles
- circles: members join and leave circles
- memberships: store the circles that deliveries name
- member_files: members in from a file
- member_jobs: files of members, previewed and imported
- member_previews: what a file of members would change
- member_rows: rows of members that come in one request
- member_upserts: members in with their circles
"""
