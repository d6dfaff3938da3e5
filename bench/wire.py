"""A visitor of a running server without a browser: Streamlit's own protocol over its WebSocket.

It keeps what the page holds (radio buttons, boxes, buttons) by key, as the browser would, and sends
the state of all widgets with each act.
"""

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
"""The script has ended only to begin anew: the page is not drawn yet."""


@dataclass
class Visitor:
    """One tab. `seconds` holds how long each act took, from sending to the end of the drawing."""

    port: int
    query: dict[str, str]
    page: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    received: int = 0
    widgets: dict[str, object] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    hash: str = ""
    fragment: str = ""
    kept: dict[str, bytes] = field(default_factory=dict)
    frames: list[bytes] = field(default_factory=list)
    """What came since the last act."""

    async def open(self) -> None:
        """Connect, and draw the page for the first time."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=["streamlit"],
            additional_headers={"Cookie": cookie} if cookie else {},
            origin=f"http://127.0.0.1:{self.port}",
            max_size=None,
            open_timeout=60,
        )
        await self.act()

    async def close(self) -> None:
        await self.socket.close()

    async def act(self, *changed: WidgetState) -> None:
        """Send a change of widgets and wait until the page is drawn again."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = urlencode(self.query)
        rerun.page_script_hash = self.hash
        rerun.page_name = "" if self.hash else self.page
        for state in changed:
            if state.WhichOneof("value") != "trigger_value":
                self.states[state.id] = state
        triggers = [one for one in changed if one.WhichOneof("value") == "trigger_value"]
        rerun.widget_states.widgets.extend([*self.states.values(), *triggers])
        self.widgets, self.texts, self.frames = {}, [], []
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await self._drawn()
        self.seconds.append(time.perf_counter() - began)
        # As the browser does: what has left the page is not sent again, or it would be a change.
        self.states = {id: state for id, state in self.states.items() if id in self.widgets}

    async def _drawn(self) -> None:
        while True:
            data = await asyncio.wait_for(self.socket.recv(), 120)
            self.received += len(data)
            self.frames.append(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            if message.WhichOneof("type") == "ref_hash":
                message.ParseFromString(self.kept[message.ref_hash])
            elif message.metadata.cacheable:
                self.kept[message.hash] = data
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.hash = message.navigation.page_script_hash
            elif kind == "delta":
                self._take(message.delta)
            elif kind == "auto_rerun":
                self.fragment = message.auto_rerun.fragment_id
            elif kind == "script_finished" and message.script_finished != EARLY:
                return

    def _take(self, delta: object) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        one = getattr(element, kind)
        if kind == "alert" and one.format == one.ERROR:
            self.trouble.append(one.body)
        elif kind == "exception":
            self.trouble.append(one.message)
        elif kind in {"markdown", "heading"}:
            self.texts.append(one.body)
        if getattr(one, "id", ""):
            self.widgets[one.id] = one
            if getattr(one, "set_value", False):
                self._set(one)

    def _set(self, one: object) -> None:
        """Take over a value that the script has given to a widget."""
        state = WidgetState(id=one.id)
        if one.DESCRIPTOR.name == "Checkbox":
            state.bool_value = one.value
        elif one.DESCRIPTOR.name == "Radio" and one.HasField("raw_value"):
            state.string_value = one.raw_value
        else:
            return
        self.states[one.id] = state

    def named(self, part: str, kind: str) -> list[object]:
        """The widgets on the page whose key holds `part`, of a kind such as Radio."""
        return [
            one for id, one in self.widgets.items() if part in id and one.DESCRIPTOR.name == kind
        ]

    async def tick_fragment(self) -> None:
        """Rerun the page's fragment alone, as its timer would."""
        message = BackMsg()
        message.rerun_script.fragment_id = self.fragment
        message.rerun_script.is_auto_rerun = True
        message.rerun_script.page_script_hash = self.hash
        await self.socket.send(message.SerializeToString())
        await self._drawn()

    async def press(self, key: str) -> None:
        """Press the button with this key."""
        [button] = [one for one in self.named(key, "Button") if one.id.endswith(f"-{key}")]
        await self.act(WidgetState(id=button.id, trigger_value=True))

    async def choose(self, radio: object, place: int) -> None:
        """Choose an option of a radio by its place."""
        await self.act(WidgetState(id=radio.id, string_value=radio.options[place]))

    async def tick(self, box: object) -> None:
        await self.act(WidgetState(id=box.id, bool_value=True))
