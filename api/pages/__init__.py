"""Pages for people, below `/app`: one folder each, with its route, template, styles and script.

They show what the use cases of `wfm.service` and the store give; who may see which is in the one
table of permissions, where every page is a route as any other.
"""

from api.pages import nowhere
from api.pages.account import page as account
from api.pages.assets import page as assets
from api.pages.sign_in import page as sign_in

PAGE_ROUTERS = (
    assets.router,
    sign_in.root,
    sign_in.router,
    account.router,
    nowhere.router,
)
"""The last one takes what no other does."""
