"""What a person would write by hand with Playwright for just these pages: the measure of `fill.py`.

A locator per field, a fresh context, two full-page screenshots, submit, wait for the thanks. No reading of the form, no
checking, no record: the least that does the job.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Page

FILES = Path(__file__).parents[1] / "fixtures" / "files"
RESUME, LETTER = FILES / "ada-resume.pdf", FILES / "ada-cover-letter.pdf"

Script = Callable[[Page], Awaitable[None]]


async def apply(browser: Browser, script: Script, url: str, folder: Path) -> None:
    """One application by hand."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await page.goto(url)
    await script(page)
    await page.screenshot(path=folder / "submitted.png", full_page=True)
    await context.close()


async def plain(page: Page) -> None:
    """generic/plain."""
    await page.get_by_label("First name").fill("Ada")
    await page.get_by_label("Last name").fill("Example")
    await page.get_by_label("Email").fill("ada@example.com")
    await page.get_by_label("Phone").fill("+14155550132")
    await page.get_by_label("City").fill("San Francisco")
    await page.get_by_label("Country").select_option("United States")
    await page.get_by_label("LinkedIn profile").fill("https://www.linkedin.com/in/ada-example")
    await page.get_by_label("Resume").set_input_files(RESUME)
    await page.get_by_label("Cover letter").set_input_files(LETTER)
    await page.locator("[name=work_authorization][value=Yes]").check()
    await page.locator("[name=sponsorship]").select_option("No")
    await page.get_by_label("Earliest start date").fill("2027-02-01")
    await page.get_by_label("How did you hear about us?").fill("A colleague told me")
    await page.get_by_label("I have read and accept").check()
    await _picture(page)
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("Thank you for applying").wait_for()


async def _pick(page: Page, selector: str, label: str) -> None:
    await page.locator(selector).click()
    await page.get_by_role("option", name=label, exact=True).click()


async def engineer(page: Page) -> None:
    """greenhouse/engineer."""
    await page.locator("#resume").set_input_files(RESUME)
    await page.locator("#cover_letter").set_input_files(LETTER)
    await page.locator("#first_name").fill("Ada")
    await page.locator("#last_name").fill("Example")
    await page.locator("#email").fill("ada@example.com")
    await _pick(page, "#country", "United States +1")
    await page.locator("#phone").fill("+14155550132")
    await page.locator("#candidate-location").fill("San Francisco")
    await page.get_by_role("option", name="San Francisco, California, United States", exact=True).click()
    await page.locator("#question_30110001").fill("https://www.linkedin.com/in/ada-example")
    await _pick(page, "#question_30110002", "Yes")
    await _pick(page, "#question_30110003", "No")
    await page.locator("#question_30110004").fill("8")
    await page.locator("#question_30110005").fill("A colleague told me")
    await page.locator("#gdpr_processing_consent_given").check()
    await _pick(page, "#gender", "Decline To Self Identify")
    await _pick(page, "#hispanic_ethnicity", "Decline To Self Identify")
    await _pick(page, "#veteran_status", "I don't wish to answer")
    await _pick(page, "#disability_status", "I do not want to answer")
    await _picture(page)
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("Thank you for applying").wait_for()


async def analyst(page: Page) -> None:
    """lever/analyst."""
    work, about = "cards[4a9b1f0e-2f0d-4a52-9c43-0d2a7d6f1b01]", "cards[7c02b7de-93f5-4d5c-8a5e-5a2b8b0f1c02]"
    await page.locator("[name=resume]").set_input_files(RESUME)
    await page.locator(".resume-upload-success").wait_for()
    texts = {
        "name": "Ada Example",
        "email": "ada@example.com",
        "phone": "+14155550132",
        "org": "Difference Engines Inc.",
        "urls[LinkedIn]": "https://www.linkedin.com/in/ada-example",
        "urls[GitHub]": "https://github.com/ada-example",
        f"{about}[field0]": "8",
        f"{about}[field3]": "A colleague told me",
    }
    for name, text in texts.items():
        await page.locator(f'[name="{name}"]').fill(text)
    await page.locator("[name=pronouns][value='She/her']").check()
    await page.locator("#location-input").press_sequentially("San Francisco")
    await page.locator(".dropdown-results > *", has_text="San Francisco, California, United States").first.click()
    await page.locator(f'[name="{work}[field0]"]').first.check()
    await page.locator(f'[name="{work}[field1]"]').nth(1).check()
    for name, label in {
        f"{about}[field1]": "Yes",
        "eeo[gender]": "Decline to self-identify",
        "eeo[race]": "Decline to self-identify",
        "eeo[veteran]": "Decline to self-identify",
        "eeo[disability]": "I do not want to answer",
    }.items():
        await page.locator(f'[name="{name}"]').select_option(label=label)
    await _picture(page)
    await page.locator("#btn-submit").click()
    await page.get_by_text("Application submitted!").wait_for()


async def _picture(page: Page) -> None:
    await page.screenshot(full_page=True)


#: (board, case) -> its script.
SCRIPTS: dict[tuple[str, str], Script] = {
    ("generic", "plain"): plain,
    ("greenhouse", "engineer"): engineer,
    ("lever", "analyst"): analyst,
}
