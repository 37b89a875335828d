"""What is stored of people: declared field by field, by each app in its `privacy.py`.

- declarations: the words in which an app declares its fields
- inventory: the declarations of all apps, and what they leave out
"""
