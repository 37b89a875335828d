"""What pages and rules of the team read.

The desk
- desk: what waits for one colleague, in the order in which it should be done
- desk_sections: the sections of the desk in the order of the day
- desk_items: what a section is, and what it shows
- member_sections: newcomers to welcome, members who began to cool, role holders without a contact
- alert_sections: raised issues: to confirm, without an owner, fixed with owners to inform
- issue_sections: issues whose next step is the colleague's
- suggestion_sections: suggestions of members
- nomination_sections: nominations to judge, to decide, decided
- koc_sections: reviews of KOC
- script_sections: scripts that wait for approval or expire
- work_sections: works that reached many people lately
- segment_sections: segments that look wrong
- data_sections: nights, feeds, rejected rows, the policy of dormancy
- team_sections: what others are late with, handovers, absences without a stand-in
- admin_sections: failed jobs, accounts without a role, keys that end

Members
- member_timeline: the one time line of a member
- timeline: what teamwork adds to it
- next_act: the next act of a member, with what it rests on
- contacts: how often somebody talks with a member, and whether somebody looks after them
- last_talks: when somebody last talked with members
- works: posts of a member as cards
- work_figures: works at fixed ages, and what they are worth
- candidates: quiet owners worth discovering
- contact_warnings: why a member should not be contacted now
- script_offers: scripts that are offered while an interaction is logged
- merge_suggestions: which members may be one person
- duplicate_groups: members who share something that few have

The team
- team: who has how much open, and what is late
- workload: who looks after how many members
- absence_summary: what others did for a colleague who was away
- handovers: who may answer a handover
- handover_summary: what is open with each member of a handover
- bulk_changes: what a bulk change does to contacts
- judges: who may judge a nomination, and for which role
- segment_fields: what segments know of promises and talks
"""
