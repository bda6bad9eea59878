"""All law that is installed: cities from their plugins, one manager per version of a programme, national rules beneath."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pluggy

from fuyu.law import questions
from fuyu.law.asking import Asker
from fuyu.law.contract import check
from fuyu.law.errors import DeclarationError
from fuyu.law.national import rules as national
from fuyu.law.parameters import Override, Parameter, load_parameters
from fuyu.law.programme import City, Programme
from fuyu.law.regulation import Regulation, load_regulation
from fuyu.law.settings import LawSettings, typed_like
from fuyu.law.translations import Words, translations_of
from fuyu.law.view import Law
from fuyu.problems import NotFound, NotInForce, ProgrammeUnavailable

GROUP = "fuyu.plugins"


@dataclass(frozen=True)
class Loaded:
    """One version of a programme, ready to be asked."""

    programme: Programme
    regulation: Regulation
    parameters: Mapping[str, Parameter]
    ask: Asker
    plugin: str
    plugin_version: str
    digest: str

    def view(self, settings: LawSettings, on: date, host: str | None = None) -> Law:
        """Return the law of this version with the overrides and the calendar that hold on a law's day."""
        programme = self.programme
        return Law(
            programme=programme.id,
            version=programme.version,
            title=programme.title,
            regulation=self.regulation,
            parameters=self.parameters,
            values_on=programme.values_on,
            calendar=settings.calendar(),
            host=host,
            overrides=self._typed(settings.overrides(programme.id, host, on)),
            switched_off=settings.switched_off(programme.id, on),
            adopted_from=settings.adopted_from(programme.id, programme.version),
            reliefs=settings.reliefs(programme.id),
            second_persons=settings.second_persons(programme.id, on),
        )

    @cached_property
    def translations(self) -> Mapping[str, Mapping[str, str]]:
        """Return the titles in other languages, by language and by the Chinese ones; none where a file cannot be read, which `fuyu check-city` tells."""
        try:
            return translations_of(self.programme)
        except DeclarationError:
            return {}

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """Return what titles are called in other languages, by language."""
        return {language: Words.of(told, language) for language, told in self.translations.items()}

    def _typed(self, overrides: Mapping[str, Override]) -> dict[str, Override]:
        typed = {}
        for name, override in overrides.items():
            if name in self.parameters:
                value = typed_like(self.parameters[name].value_on(self.programme.values_on), override.value)
                typed[name] = Override(name, value, override.from_day, override.reason, override.number, override.by)
        return typed


@dataclass(frozen=True)
class Plugin:
    """An installed plugin: its city when it loaded, else the fault that it was refused for."""

    name: str
    distribution: str
    version: str
    digest: str
    city: City | None = None
    fault: str | None = None


@dataclass
class Laws:
    """Every programme that can be asked, by id and version; a plugin that fails is listed with its fault and takes no other down."""

    plugins: tuple[Plugin, ...] = ()
    programmes: dict[tuple[str, str], Loaded] = field(default_factory=dict)

    @classmethod
    def load(cls, found: Iterable[EntryPoint] | None = None) -> Laws:
        """Return all law of the installed plugins (entry point group `fuyu.plugins`, one entry per city)."""
        laws = cls()
        entries = sorted(entry_points(group=GROUP) if found is None else found, key=lambda entry: (entry.name, entry.value))
        names = [entry.name for entry in entries]
        laws.plugins = tuple(laws._admit(entry, is_claimed_twice=names.count(entry.name) > 1) for entry in entries)
        return laws

    def _admit(self, entry: EntryPoint, *, is_claimed_twice: bool) -> Plugin:
        distribution = entry.dist.name if entry.dist else entry.module
        version = entry.dist.version if entry.dist else "0"
        digest = "-"
        try:
            if is_claimed_twice:
                raise DeclarationError(
                    f"plugin {entry.name!r} of {distribution}",
                    "Another installed plugin claims the same programmes.",
                    "Uninstall one of the two distributions.",
                )
            city = entry.load()
            digest = digest_of(entry.module)
            loaded = [load_programme(city, programme, distribution, version, digest) for programme in _programmes(entry, city)]
        except Exception as error:  # noqa: BLE001 -- a plugin that fails is listed with its fault and takes no other down.
            return Plugin(entry.name, distribution, version, digest, fault=str(error) or repr(error))
        self.programmes |= {(each.programme.id, each.programme.version): each for each in loaded}
        return Plugin(entry.name, distribution, version, digest, city=city)

    def of(self, programme: str, version: str) -> Loaded:
        """Return a version of a programme; raise ProgrammeUnavailable naming it and, where known, why it is not there."""
        loaded = self.programmes.get((programme, version))
        if loaded is None:
            raise ProgrammeUnavailable(f"{programme}@{version} is not running here: {self._why(programme)}", programme=programme, version=version)
        return loaded

    def versions(self, programme: str) -> list[Loaded]:
        """Return a programme's versions, oldest first; raise ProgrammeUnavailable where there is none."""
        found = [loaded for (id, _), loaded in self.programmes.items() if id == programme]
        if not found:
            raise ProgrammeUnavailable(f"{programme} is not running here: {self._why(programme)}", programme=programme)
        return sorted(found, key=lambda loaded: loaded.programme.values_on)

    def named(self, programme: str) -> list[Loaded]:
        """Return the versions of a programme that a caller named; raise NotFound for a name that no plugin here could have declared."""
        if any(plugin.fault for plugin in self.plugins if plugin.name == programme.split(".", 1)[0]) or any(id == programme for id, _ in self.programmes):
            return self.versions(programme)
        known = sorted({id for id, _ in self.programmes})
        raise NotFound(f"There is no programme {programme!r} here. {self._why(programme)}", field="programme", found=programme, needed=known)

    def last_in_force(self, programme: str, on: date, settings: LawSettings) -> Loaded:
        """Return the version in force on a day or, where none is, the one that was last: what stands runs on under it after its text has lapsed.

        Raise NotInForce where none has been in force yet.
        """
        try:
            return self.in_force(programme, on, settings)
        except NotInForce:
            begun = [each for each in self.versions(programme) if each.regulation.has_begun(on, settings.adopted_from(programme, each.programme.version))]
            if not begun:
                raise
            return begun[-1]

    def in_force(self, programme: str, on: date, settings: LawSettings) -> Loaded:
        """Return the version in force on the date that matters (L6); raise NotInForce saying when one was or will be."""
        versions = self.versions(programme)
        standing = [each for each in versions if each.regulation.is_in_force(on, settings.adopted_from(each.programme.id, each.programme.version))]
        if standing:
            return standing[-1]
        raise NotInForce(f"On {on} no version of {programme} is in force: {'; '.join(map(_when, versions))}.", programme=programme, found=on.isoformat())

    def city(self, id: str) -> City:
        """Return a city; raise ProgrammeUnavailable where its plugin is missing or failed."""
        for plugin in self.plugins:
            if plugin.city is not None and plugin.city.id == id:
                return plugin.city
        raise ProgrammeUnavailable(f"The city {id!r} is not running here: {self._why(id)}", city=id)

    def _why(self, programme: str) -> str:
        name = programme.split(".", 1)[0]
        faults = [plugin.fault for plugin in self.plugins if plugin.name == name and plugin.fault]
        if faults:
            return f"its plugin was refused at load. {faults[0]}"
        return f"no installed plugin declares it. Install the plugin of {name!r} in every service; `fuyu plugins` lists those there are."


def load_programme(city: City, programme: Programme, plugin: str, plugin_version: str, digest: str) -> Loaded:
    """Return one version of a programme with its rules registered over the national ones; raise DeclarationError for any fault."""
    regulation = load_regulation(programme.folder / "regulation.yaml")
    parameters = load_parameters(programme.folder / "parameters", regulation)
    check(city, programme, regulation, parameters)
    return Loaded(programme, regulation, parameters, Asker(_manager(programme), programme, plugin, plugin_version), plugin, plugin_version, digest)


def _manager(programme: Programme) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(questions.PROJECT)
    manager.add_hookspecs(questions)
    manager.register(national, "fuyu.national")
    try:
        for module in programme.rules:
            manager.register(module)
        manager.check_pending()
        _check_wraps_none(manager)
    except pluggy.PluginValidationError as error:
        raise DeclarationError(f"rules of {programme.name}", f"{error}.", "Name the function and its arguments as a question of docs/hooks.md.") from error
    return manager


def _check_wraps_none(manager: pluggy.PluginManager) -> None:
    """Raise PluginValidationError for a rule that wraps others: each answer stands beside the others, and none changes what another said."""
    for question, asked in vars(manager.hook).items():
        for each in asked.get_hookimpls():
            if each.wrapper or each.hookwrapper:
                raise pluggy.PluginValidationError(each.plugin, f"The rule {question!r} of {each.plugin_name} wraps others; a rule answers for itself")


def _programmes(entry: EntryPoint, city: object) -> tuple[Programme, ...]:
    where = f"plugin {entry.name!r} ({entry.value})"
    if not isinstance(city, City):
        raise DeclarationError(where, f"The entry point names {city!r}.", "Let it name a `fuyu.law.City`.")
    if city.id != entry.name:
        raise DeclarationError(where, f"Its city is {city.id!r}.", "Give the entry point the city's id as its name.")
    return city.programmes


def digest_of(module: str) -> str:
    """Return the SHA-256 over a plugin package's Python, YAML and Typst files, so that two services can tell whether they run the same law."""
    package = importlib.import_module(module.split(":", maxsplit=1)[0].split(".", maxsplit=1)[0])
    folder = Path(str(package.__file__)).parent
    total = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.suffix in (".py", ".yaml", ".typ")):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _when(loaded: Loaded) -> str:
    regulation, name = loaded.regulation, loaded.programme.name
    if regulation.is_draft:
        return f"{name} is a draft, which runs only from the day an operator adopts it"
    until = f" to {regulation.in_force_until}" if regulation.in_force_until else ""
    return f"{name} is in force from {regulation.in_force_from}{until}"
