"""`fuyu token`: a signed token for a person in a role, made with the local key."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from fuyu.command import console
from fuyu.running.folders import Folders
from fuyu.running.keys import Keys


@click.command()
@click.option("--actor", required=True, help="The role, by its key in the city's programme (`fuyu case explain PROGRAMME` lists them), or operator.")
@click.option("--city", required=True, help="The city in which the role holds, by its plugin's id.")
@click.option("--office", help="The office to which the role is bound.")
@click.option("--district", help="The district to which the role is bound.")
@click.option("--organisation", help="The organisation (its id) to which the role is bound.")
@click.option("--person", default="someone", show_default=True, help="The person's id; audit rows name it.")
@click.option("--name", help="The person's name, for greetings only.")
@click.option("--hours", default=12.0, show_default=True, help="How long it is good for.")
@click.option("--plain", is_flag=True, help="Print the token and nothing else, for use in scripts.")
@click.pass_obj
def token(folders: Folders, /, actor: str, city: str, person: str, name: str | None, hours: float, plain: bool, **bound: str | None) -> None:
    """Mint a token with the key of this local run (var/keys), so that you can act as anyone on your own machine.

    A real city's tokens come from its own sign-on: there the services get only its public keys (FUYU_JWKS).

    \b
    Examples:
        fuyu token --actor operator --city example
        TOKEN=$(fuyu token --plain --actor "award office" --city example --office award-office --person p-17)
        curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8080/base-registry/calls
    """
    keys = Keys(folders.keys)
    keys.make()
    role = {"actor": actor, "city": city, **{key: value for key, value in bound.items() if value is not None}}
    text = keys.mint(person, [role], datetime.now(UTC), hours, name)
    if plain:
        click.echo(text)
        return
    console.print(f"{person} as {', '.join(f'{key} {value}' for key, value in role.items())}, for {hours:g} hours:\n")
    click.echo(text)
    console.print('\nSend it with each request as the header "Authorization: Bearer TOKEN".')
