"""Messages to people who do not look at the pages: channels, digests of red alerts, their queue.

`queue` takes messages and sends what is due, `news` says what nobody was told of yet, `channels`
knows the addresses that the environment gives, `in_force` the settings of the page.
"""
