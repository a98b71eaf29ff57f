"""Weekly FEU by stream, crossing and terminal, from published counts; knows nothing of trains' days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tables import Row, number, read_input, read_table, split

DAYS_PER_WEEK = 7.0
WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK
TEU_PER_FEU = 2.0
SHARE_TOLERANCE = 1e-9


def _shares(set_id: str) -> dict[str, float]:
    """Return the terminals of a share set; their shares must add up to one."""
    shares = {row["terminal_id"]: float(row["share"]) for row in read_input("shares") if row["set_id"] == set_id}
    if abs(sum(shares.values()) - 1.0) > SHARE_TOLERANCE:
        message = f"shares.csv: set {set_id!r} adds up to {sum(shares.values()):.4f}, not 1"
        raise SystemExit(message)
    return shares


@dataclass(frozen=True)
class Stream:
    """
    One commodity of one market with the places it goes between.

    Attributes
    ----------
    stream_id, market, commodity_id : str
    feu_per_week : float
        Mean loaded FEU a week over the year.
    origins, destinations : dict of str to float
        Share of each terminal.
    season : str
        Season of ``months.csv`` and ``weeks.csv``.
    lot_boxes : float
        Boxes that wait for each other before a shipment.
    feu_per_box : float
        FEU of one box of the commodity's loading unit.
    gross_t_per_feu : float
        Gross mass of the loaded unit [t per FEU].
    sources : tuple of str
        Source ids of the stream, its tonnes and its shares.
    row : dict
        The input row, for quality and notes.
    """

    stream_id: str
    market: str
    commodity_id: str
    feu_per_week: float
    origins: Mapping[str, float]
    destinations: Mapping[str, float]
    season: str
    lot_boxes: float
    feu_per_box: float
    gross_t_per_feu: float
    sources: tuple[str, ...]
    row: Row

    def ends(self, side: str) -> Mapping[str, float]:
        """Return the shares of the origins or of the destinations."""
        return self.origins if side == "origin" else self.destinations


class Flows:
    """
    Loaded flows of the model year.

    The trains of a crossing are split over directions and markets; the carried share of a market leaves out
    empty and other trains (they become background); tonnes published for a commodity are taken out of its
    market before the rest is shared over the other commodities.
    """

    def __init__(self) -> None:
        self.counts = {row["count_id"]: row for row in read_input("counts")}
        self.markets = read_input("markets")
        self.units = {row["unit_id"]: row for row in read_table("loading_units")}
        self.commodities = {row["commodity_id"]: row for row in read_table("commodities")}

    def per_week(self, count_id: str) -> float:
        """Return a published count as a rate per week."""
        row = self.counts[count_id]
        return float(row["value"]) / float(row["days"]) * DAYS_PER_WEEK

    @property
    def spare(self) -> float:
        """Departures offered above those the loaded boxes fill [share]."""
        return float(self.counts["spare_departures"]["value"])

    def anchor_trains(self, anchor: str, direction: str) -> float:
        """
        Return the published trains a week of a crossing and direction.

        Horgos is the count of both crossings less Alashankou; the westbound share is that of all China-Europe
        trains of 2024. For ``caspian`` the number is FEU a week in one direction.
        """
        if anchor == "caspian":
            return self.per_week("caspian_teu") / TEU_PER_FEU / 2.0
        both = self.per_week("both_crossings") - self.per_week("alashankou")
        total = both if anchor == "horgos" else self.per_week(anchor)
        west = float(self.counts["trains_2024_west"]["value"]) / float(self.counts["trains_2024"]["value"])
        return total * (west if direction == "westbound" else 1.0 - west)

    @cached_property
    def tonnes_feu(self) -> dict[str, float]:
        """FEU a week of the streams that have published tonnes."""
        commodity_of = {row["stream"]: row["commodity_id"] for row in read_input("streams")}
        result = {}
        for row in read_input("tonnes"):
            commodity = commodity_of[row["stream"]]
            unit = self.units[self.commodities[commodity]["unit_id"]]
            tonnes_per_week = float(row["tonnes"]) / float(row["months"]) * 12.0 / WEEKS_PER_YEAR
            boxes = tonnes_per_week * float(row["part"]) / float(unit["payload_t"])
            result[row["stream"]] = boxes * float(unit["feu"])
        return result

    def _tonnes_of(self, market: str) -> float:
        """Return FEU a week of all tonnage streams of a market."""
        names = [row["stream"] for row in read_input("streams") if row["market"] == market and row["basis"] == "tonnes"]
        return sum(self.tonnes_feu[name] for name in names)

    @cached_property
    def market_feu(self) -> dict[tuple[str, str], float]:
        """FEU a week of each (market, anchor)."""
        result: dict[tuple[str, str], float] = {}
        for row in self.markets:
            key = (row["market"], row["anchor"])
            if row["basis"] == "tonnes":
                result[key] = self._tonnes_of(row["market"]) * float(row["share"])
            else:
                result[key] = self._trains(row) * float(row["feu_per_train"])
        return result

    def _trains(self, row: Row) -> float:
        """Return the carried trains of a market at an anchor, less those of the markets taken out of it."""
        published = self.anchor_trains(row["anchor"], row["direction"])
        if row["basis"] == "feu":
            return published * float(row["share"]) / float(row["feu_per_train"])
        trains = published * float(row["share"]) * float(row["carried_share"])
        for other in self.markets:
            if other["basis"] == "tonnes" and other["anchor"] == row["anchor"] and row["market"] == "ca_cn":
                feu = self._tonnes_of(other["market"]) * float(other["share"])
                trains -= feu / float(other["feu_per_train"])
        return trains

    def anchor_share(self, market: str, anchor: str) -> float:
        """Return the part of a market that crosses at an anchor; 1 when no anchor is asked for."""
        if not anchor:
            return 1.0
        total = sum(feu for (name, _), feu in self.market_feu.items() if name == market)
        return self.market_feu.get((market, anchor), 0.0) / total

    @cached_property
    def streams(self) -> list[Stream]:
        """All streams with their weekly FEU."""
        totals: dict[str, float] = {}
        for (market, _), feu in self.market_feu.items():
            totals[market] = totals.get(market, 0.0) + feu
        return [self._stream(row, totals[row["market"]]) for row in read_input("streams")]

    def _stream(self, row: Row, market_total: float) -> Stream:
        """Return one stream; those without tonnes share what is left of the market."""
        rest = market_total - self._tonnes_of(row["market"])
        feu = {
            "tonnes": self.tonnes_feu.get(row["stream"], 0.0),
            "share": rest * number(row["share"]),
            "zero": 0.0,
        }[row["basis"]]
        sets = (row["origins"], row["destinations"])
        texts = [row["source"]]
        texts += [item["source"] for item in read_input("tonnes") if item["stream"] == row["stream"]]
        texts += [item["source"] for item in read_input("shares") if item["set_id"] in sets]
        unit = self.units[self.commodities[row["commodity_id"]]["unit_id"]]
        return Stream(
            stream_id=row["stream"],
            market=row["market"],
            commodity_id=row["commodity_id"],
            feu_per_week=feu,
            origins=_shares(row["origins"]),
            destinations=_shares(row["destinations"]),
            season=row["season"],
            lot_boxes=float(row["lot_boxes"]),
            feu_per_box=float(unit["feu"]),
            gross_t_per_feu=(float(unit["payload_t"]) + float(unit["tare_t"])) / float(unit["feu"]),
            sources=tuple(dict.fromkeys(split(";".join(texts)))),
            row=row,
        )

    def at(self, serves: str, side: str, anchor: str) -> float:
        """
        Return FEU a week that a section serves.

        Parameters
        ----------
        serves : str
            ``market:terminals`` separated by ``;``; terminals separated by ``|``, ``*`` for all.
        side : str
            ``origin`` or ``destination``: which end of the flow the terminals are.
        anchor : str
            Crossing the flow passes, or blank.
        """
        return sum(feu for _, feu in self._served(serves, side, anchor))

    def gross_t_per_feu(self, serves: str, side: str, anchor: str) -> float:
        """Return the mean gross mass of the boxes a section serves [t per FEU]; arguments as in `at`."""
        served = list(self._served(serves, side, anchor))
        return sum(stream.gross_t_per_feu * feu for stream, feu in served) / sum(feu for _, feu in served)

    def _served(self, serves: str, side: str, anchor: str) -> Iterator[tuple[Stream, float]]:
        """Yield the streams a section serves with their FEU a week; arguments as in `at`."""
        for item in serves.split(";"):
            market, _, ends = item.partition(":")
            for stream in self.streams:
                if stream.market != market:
                    continue
                shares = stream.ends(side)
                share = 1.0 if ends == "*" else sum(shares.get(end, 0.0) for end in ends.split("|"))
                yield stream, stream.feu_per_week * share * self.anchor_share(market, anchor)

    def sources(self, serves: str) -> list[str]:
        """Return the source ids behind the flow a section serves: counts of the markets and shares of their ends."""
        markets = [item.partition(":")[0] for item in serves.split(";")]
        texts = [row["source"] for row in self.markets if row["market"] in markets]
        names = dict.fromkeys(split(";".join(texts)))
        for stream in self.streams:
            if stream.market in markets:
                names.update(dict.fromkeys(stream.sources))
        return list(names)

    def terminals(self, serves: str, side: str) -> list[str]:
        """Return the terminals of the markets named in ``serves``, in order of first mention."""
        markets = [item.partition(":")[0] for item in serves.split(";")]
        names: dict[str, None] = {}
        for stream in self.streams:
            if stream.market in markets:
                names.update(dict.fromkeys(stream.ends(side)))
        return list(names)
