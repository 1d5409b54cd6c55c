"""The Costs page: what selling costs, what channels bring for it, what moving money would do."""
