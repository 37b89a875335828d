"""What is read of sources, events and nights.

Nights and their results
- nights: which night readers see, and which are missing
- freshness: how fresh computed pages are
- clock: what is known of the time without the machine's clock
- event_stream: events as columns, in chunks
- shards: members of a shard, and what shards gathered
- shard_events: events of a shard as weekly series
- series: stored weekly series of a generation
- fingerprint: one hash of all rows of a night

Members
- member_sets: which members were in a set in a week
- week_counts: how many members were in a set by week
- movers: who rises and falls most
- newcomers: who joined lately
- timeline: entries of a member's time line

Sources and feeds
- sources: how the rows of a source are read
- feeds: silent feeds for pages, API and probes
- feed_counts: events added up by source, kind and hour
- feed_hours: counted days of a source as arrays over hours
- feed_refusals: rows that were not stored
- feed_holds: for whom a silent feed holds decisions

Files
- file_contents: what an uploaded file may hold
- file_limits: files that hold too much
- file_rules: how the rows of one file are read
- file_templates: templates and their example row
- column_mappings: mappings of columns, kept and shown
- upload_columns: how the columns of a file are to be read
- upload_moments: how its moments would be read
- upload_samples: what a page shows before an import
- upload_results: what became of a file
- batch_reports: what a command prints of a batch
- rejected_rows: rejected rows, to be corrected and sent again
"""
