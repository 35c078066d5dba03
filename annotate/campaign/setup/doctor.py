"""Checks the machine, a project and its server. Each check that is not ok has a remedy."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from annotate.core.configs import LEXICON, find_config
from annotate.core.errors import AnnotateError, ConfigError, damaged_database, missing_extra, one_line
from annotate.core.open_arrows import open_roles
from annotate.core.ownership import doubt
from annotate.core.path_errors import refusal
from annotate.core.plugins import raised
from annotate.core.wording import counted, first_of
from annotate.prelabel.interface.analyser import DEFAULT_MODELS, default_model, install_line, model_id
from annotate.prelabel.interface.former_names import notice
from annotate.prelabel.interface.model_file import ENTITIES, TRAINED
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.parsing.model_folders import check_model_folder
from annotate.project import FILE_NAME, Project, state_folder

if TYPE_CHECKING:
    from annotate.studio.api.client import Studio

Verdict = Literal["ok", "warning", "problem"]
_PACKAGES = {
    "spacy": ("spacy", "prelabel"),
    "py3langid": ("py3langid", "prelabel"),
    "pyarrow": ("pyarrow", "export"),
    "label_studio_sdk": ("label-studio-sdk", "studio"),
    "label_studio": ("label-studio", "server"),
}
_LOW_DISK_BYTES = 2 * 10**9
_NEEDED_RIGHTS = ("projects.create", "tasks.create", "tasks.view", "annotations.view", "predictions.any")


@dataclass(frozen=True)
class Check:
    """The result of one check. ``seen`` is what the check found, ``remedy`` what to do if not ok."""

    name: str
    verdict: Verdict
    seen: str
    remedy: str = ""


def examine(start: Path | None = None, *, browser: bool = False) -> Iterator[Check]:
    """Checks the machine, then the project at ``start`` (default: the current folder) and its server.

    With ``browser``, looks for Chromium too.
    """
    yield _python()
    for module, (distribution, extra) in _PACKAGES.items():
        yield _package(module, distribution, extra)
    if browser:
        yield _browser()
    project: Project | None = None
    try:
        project = Project.find(start)
        yield _project(project)
    except Exception as error:
        yield _problem("project", error)
    for language in project.languages if project else DEFAULT_MODELS:
        yield from _guarded(f"model {language}", partial(_model, language))
    yield from _guarded("disk", lambda: _disk(project.root if project else Path.cwd()))
    if project is not None:
        yield from _guarded("folder", partial(_folder, project))
        for name, checks in _OF_A_PROJECT.items():
            try:
                yield from checks(project)
            except Exception as error:
                yield _problem(name, error)


def _project(project: Project) -> Check:
    seen = f"{project.settings.name} in {project.root}"
    if (found := doubt(project.root / FILE_NAME)) is None:
        return Check("project", "ok", seen)
    remedy = "Make the file and its folder your own: chown, chmod go-w. It says where data goes."
    return Check("project", "warning", f"{seen}: {FILE_NAME} {found.what.rstrip('.')}", remedy)


def _python() -> Check:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < (3, 11):  # noqa: UP036  # installed by force, or started from a copy
        return Check("python", "problem", running, "Install Python 3.11 or newer.")
    return Check("python", "ok", running)


def _package(module: str, distribution: str, extra: str) -> Check:
    remedy = f"pip install 'annotate-gold[{extra}]'"
    if find_spec(module) is None:
        return Check(distribution, "warning", "not installed", remedy)
    try:
        return Check(distribution, "ok", version(distribution))
    except PackageNotFoundError:
        return Check(distribution, "warning", "importable, but not as an installed package", remedy)


def _model(language: str) -> Check:
    name = f"model {language}"
    module = default_model(language)
    if module is None:
        remedy = (
            "Name your own model in annotate.yaml, labelers: [spacy:MODEL], or write labelers: [] to push"
            " articles without suggestions."
        )
        return Check(name, "warning", f"there is no built-in model for {language!r}", remedy)
    try:
        seen = model_id(module).replace("-", " ", 1)
    except ConfigError as error:
        if error.where is not None:  # a folder, which the package of a language names
            remedy = f"Install the package of the language {language} again: it names this folder."
            return Check(name, "warning", f"{error.where}: {error.what.rstrip('.')}", remedy)
        return Check(name, "warning", f"{module} is not installed", install_line(module))
    try:
        find_config(str(find_language(language).lexicon_file), kind=LEXICON)
    except ConfigError:
        remedy = (
            "Only entities are suggested. For events, write a lexicon like fr.yaml and name it:"
            f" events:{language}.yaml"
        )
        return Check(name, "warning", f"{seen}, but there is no built-in lexicon", remedy)
    return Check(name, "ok", seen)


def find_chromium() -> str | None:
    """The path of the system's Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def _browser() -> Check:
    found = find_chromium()
    if found is None:
        return Check("browser", "warning", "no Chromium", "apt-get install chromium")
    return Check("browser", "ok", found)


def _disk(folder: Path) -> Check:
    places = [folder, next(path for path in (state_folder(), *state_folder().parents) if path.exists())]
    free, place = min((shutil.disk_usage(path).free, path) for path in places)
    seen = f"{free / 1e9:.1f} GB free in {place}"
    if free < _LOW_DISK_BYTES:
        return Check("disk", "warning", seen, "Free some space; Label Studio and releases need about 2 GB.")
    return Check("disk", "ok", seen)


def _labelers(project: Project) -> Iterator[Check]:
    """Yields a warning if annotate.yaml uses former names of labelers."""
    renamed = notice(project.settings.labelers)
    if renamed is not None:
        yield Check("labelers", "warning", renamed.rstrip("."), "Write the new names in annotate.yaml.")


def _model_in_use(project: Project) -> Iterator[Check]:
    """The model that annotate.yaml names, looked at without loading it. A warning if something differs."""
    if project.settings.model is None:
        return
    from annotate.campaign.models.in_use import in_use

    used = in_use(project)
    if used.made is None or used.model is None:
        return
    if TRAINED in used.made.labelers:
        check_model_folder(used.model / ENTITIES)
    seen = ", ".join(filter(None, (used.name, used.made.verdict, f"trained on {used.made.gold}")))
    if used.notices:
        remedy = "Train again on the present ontology and installation, or go back: 'annotate use --former'."
        yield Check("model in use", "warning", f"{seen}; {' '.join(used.notices).rstrip('.')}", remedy)
    else:
        yield Check("model in use", "ok", seen)


def _ontology(project: Project) -> Iterator[Check]:
    ontology = project.ontology
    yield Check("ontology", "ok", f"{ontology.id}, languages {', '.join(ontology.languages)}")
    if found := open_roles(ontology):
        seen = f"an arrow without a role says too little: {first_of(list(map(str, found)), 3, '; ')}"
        remedy = "Tell annotators to choose these roles in the menu, or turn the arrow of one role."
        yield Check("arrows", "warning", seen, remedy)
    yield from _guarded("ontology version", lambda: _ontology_version(project))


def _open_server(project: Project) -> Iterator[Check]:
    """Yields a problem if an earlier version of this toolkit started the server, without protection."""
    if project.settings.studio.url is not None or find_spec("psutil") is None:
        return
    from annotate.campaign.server.connect import embedded_server

    running = embedded_server(project).running()
    if running is not None and not running.closed:
        remedy = "Run 'annotate studio down' and 'annotate studio up', then look who is a member."
        yield Check("sign-up", "problem", "every user of this machine can make an account", remedy)


def _folder(project: Project) -> Check:
    """A warning if the folder is a copy of a campaign's folder, or was moved."""
    from annotate.campaign.server.connect import PLAN, open_plan
    from annotate.campaign.server.own_folder import doubt_about_folder

    if (project.local / PLAN).is_file():
        with closing(open_plan(project)) as plan:
            doubt = doubt_about_folder(project, plan)
        if doubt is not None:
            return Check("folder", "warning", *doubt)
    return Check("folder", "ok", str(project.root))


def _forgotten(project: Project) -> Iterator[Check]:
    """What the campaign has forgotten. A warning if the hashes cannot be read, or if others can read them."""
    from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten

    file = project.local / FORGOTTEN_FILE
    if not file.exists():
        return
    forgotten = Forgotten(file)
    seen = (
        f"{counted(forgotten.articles, 'article')} and {counted(forgotten.annotators, 'annotator')};"
        " pull, push, restore and release leave them out"
    )
    if file.stat().st_mode & 0o077:
        remedy = f"chmod 600 {file}: whoever reads it can test guesses of ids and addresses."
        yield Check("forgotten", "warning", f"{seen}; other users can read {file}", remedy)
    else:
        yield Check("forgotten", "ok", seen)


def _ontology_version(project: Project) -> Check:
    """A warning if the ontology was changed and has the same version as before."""
    from annotate.campaign.server.ontology_in_use import edited_since, known_ontologies

    with known_ontologies(project) as log:
        what = edited_since(project.ontology, log) if log is not None else None
    if what is None:
        return Check("ontology version", "ok", "no other ontology was used with this version")
    remedy = "Give the ontology a new version, so that files and releases can tell the two apart."
    return Check("ontology version", "warning", what, remedy)


def _studio(project: Project) -> Iterator[Check]:
    from annotate.campaign.server.connect import connect, open_plan

    studio = connect(project)
    from annotate.studio.api.client import TESTED_VERSIONS

    with studio:
        release = studio.version()
        if release in TESTED_VERSIONS:
            yield Check("Label Studio", "ok", f"{release} at {studio.url}")
        else:
            remedy = (
                f"Tested with {', '.join(TESTED_VERSIONS)}; pip install label-studio=={TESTED_VERSIONS[-1]}"
            )
            yield Check("Label Studio", "warning", f"{release} at {studio.url}", remedy)
        yield from _guarded("token", lambda: _token(studio))
        yield from _guarded("rights", lambda: _rights(studio))
        plan = open_plan(project)
        link = plan.link
        plan.close()
        project_id = project.settings.studio.project or (link.project_id if link else None)
        if project_id is None:
            yield Check("configuration", "ok", "no project yet; the first push makes one")
        else:
            yield from _guarded("configuration", lambda: _live_config(project, studio, project_id))


def _token(studio: Studio) -> Check:
    account = studio.whoami()
    return Check("token", "ok", f"a {studio.token_kind} token of {account.get('email')}")


def _rights(studio: Studio) -> Check:
    # An older server does not list them; then the calls themselves fail.
    rights = studio.whoami().get("permissions")
    missing = [right for right in _NEEDED_RIGHTS if rights is not None and right not in rights]
    if missing:
        remedy = "Ask the organisation's owner for a role with these permissions."
        return Check("rights", "problem", f"this account lacks {', '.join(missing)}", remedy)
    return Check("rights", "ok", "may make projects and tasks, and read annotations")


def _live_config(project: Project, studio: Studio, project_id: int) -> Check:
    from annotate.studio.screen.binding import bind

    live = studio.project(project_id)
    bind(project.ontology, live["label_config"])
    if (differs := _other_on_screen(project)) is not None:
        remedy = (
            "'annotate ontology diff' shows what changed, 'annotate ontology apply' brings the screen to it."
        )
        return Check("configuration", "warning", differs, remedy)
    return Check("configuration", "ok", f"project {project_id} ({live['title']}) fits {project.ontology.id}")


def _other_on_screen(project: Project) -> str | None:
    """What to say if the screen was made from another ontology than that of the file; else None."""
    from annotate.campaign.server.connect import open_plan
    from annotate.campaign.server.ontology_in_use import on_screen
    from annotate.core.ontology_versions import digest_of

    with closing(open_plan(project)) as plan:
        there = on_screen(plan)
    if project.ontology.adopted or there is None or there.digest in (None, digest_of(project.ontology)):
        return None
    what = "another content" if there.id == project.ontology.id else f"the version {there.id}"
    return f"the file has {project.ontology.id}, the screen in Label Studio was made from {what}"


def _guarded(name: str, check: Callable[[], Check]) -> Iterator[Check]:
    try:
        yield check()
    except Exception as error:
        yield _problem(name, error)


_OF_A_PROJECT: dict[str, Callable[[Project], Iterator[Check]]] = {
    "ontology": _ontology,
    "labelers": _labelers,
    "model in use": _model_in_use,
    "forgotten": _forgotten,
    "sign-up": _open_server,
    "Label Studio": _studio,
}


def _problem(name: str, error: Exception) -> Check:
    """The error of a check as a finding: a check that fails never ends the command."""
    known = error if isinstance(error, AnnotateError) else damaged_database(error) or refusal(error)
    if known is None and isinstance(error, ModuleNotFoundError):
        known = missing_extra(error)
    if known is None:
        seen = f"cannot be checked: {raised(error)}"
        return Check(name, "problem", seen, "This is a fault of annotate: please report it.")
    place = f"{known.where}: " if known.where else ""
    return Check(name, "problem", one_line(place + known.what), one_line(known.remedy or ""))
