"""Two ways to do the same in a browser: with the mouse, and with the keyboard alone, as somebody who has no mouse."""

from playwright.async_api import Locator, Page

TABS = 150
"""So often Tab is pressed at most: more would be no way to get there."""


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, what: Locator) -> None:
        """A link or a button."""
        await what.click()

    async def write(self, field: Locator, text: str) -> None:
        await field.click()
        await field.fill(text)

    async def choose(self, field: Locator, label: str) -> None:
        await field.select_option(label=label)

    async def mark(self, radio: Locator) -> None:
        await radio.check()


class Keyboard:
    """Goes by Tab to whatever has to be touched; what cannot be reached so fails."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, what: Locator) -> None:
        await self._to(what)
        await self.page.keyboard.press("Enter")

    async def write(self, field: Locator, text: str) -> None:
        """A date is typed as it stands in the browser's field; anything else as it is."""
        await self._to(field)
        if await field.get_attribute("type") in ("date", "time"):
            # What a browser's own picker makes of keys is the browser's: that the field has the focus is ours.
            await field.fill(text)
        else:
            await self.page.keyboard.press("Control+A")
            await self.page.keyboard.type(text)

    async def choose(self, field: Locator, label: str) -> None:
        await self._to(field)
        await self.page.keyboard.type(label)

    async def mark(self, radio: Locator) -> None:
        """Tab goes to the group, arrows within it."""
        name = await radio.get_attribute("name")
        for _ in range(TABS):
            if await self.page.evaluate("name => document.activeElement.name === name", name):
                break
            await self.page.keyboard.press("Tab")
        await self.page.keyboard.press("Space")
        for _ in range(10):
            if await radio.is_checked():
                return
            await self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"the arrows do not reach {name}")

    async def _to(self, what: Locator) -> None:
        await what.wait_for()
        for _ in range(TABS):
            if await what.evaluate("one => one === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {what}")


Hand = Mouse | Keyboard
