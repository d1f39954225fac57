"""Every command of scenario.py on a real network with a real learning switch. Needs root.

    /usr/bin/python3 -m unittest discover -s mininet-topologies/tests/live
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from harness import (
    SCENARIO,
    LiveTest,
    ScenarioProgram,
    controllers,
    eventually,
    host_process,
    remains,
    role_controllers,
    run_mark,
    state_lines,
)


class CommandsTest(LiveTest):
    """What each command does and says."""

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(controllers())

    def start(self, topo: str, *options: str) -> ScenarioProgram:
        scenario = ScenarioProgram(topo, *options)
        self.addCleanup(scenario.end)
        self.assertTrue(scenario.first.get("ready"), scenario.first)
        state = scenario.do("connected", wait=20)
        self.assertTrue(state["allConnected"], state)
        return scenario

    def test_should_carry_out_every_command_on_linear_3(self) -> None:
        net = self.start("linear,3")
        self.assertEqual([net.first[k] for k in ("switches", "links", "hosts")], [3, 2, 3])
        self.check_connected(net)
        self.check_topology(net)
        self.check_pings(net)
        self.check_iperf(net)
        self.check_exec(net)
        self.check_blackout_of_a_link(net)
        self.check_switch_off_and_on(net)
        self.check_flows(net)
        self.check_errors(net)
        self.assertEqual(net.do("quit"), {"bye": True})
        self.assertEqual(net.wait(), 0)

    def check_connected(self, net: ScenarioProgram) -> None:
        switches = net.do("connected")["switches"]
        self.assertEqual(sorted(switches), ["s1", "s2", "s3"])
        for i, name in enumerate(sorted(switches), 1):
            self.assertEqual(int(switches[name]["dpid"], 16), i)
            targets = [c["target"] for c in switches[name]["controllers"]]
            self.assertEqual(targets, [f"tcp:127.0.0.{r}:6653" for r in (1, 2, 3)])
            self.assertEqual({c["role"] for c in switches[name]["controllers"]}, {"other"})

    def check_topology(self, net: ScenarioProgram) -> None:
        topology = net.do("topology")
        self.assertEqual([s["name"] for s in topology["switches"]], ["s1", "s2", "s3"])
        ends = {frozenset([(k["a"], k["aPort"]), (k["b"], k["bPort"])]) for k in topology["links"]}
        self.assertEqual(ends, {frozenset([("s1", 2), ("s2", 2)]), frozenset([("s2", 3), ("s3", 2)])})
        first = topology["hosts"][0]
        self.assertEqual((first["name"], first["switch"], first["port"]), ("h1", "s1", 1))
        self.assertEqual((first["ip"], first["mac"]), ("10.0.0.1", "00:00:00:00:00:01"))

    def check_pings(self, net: ScenarioProgram) -> None:
        swept = net.do("pingall", attempts=3)
        self.assertEqual((swept["sent"], swept["received"], swept["lossPercent"]), (6, 6, 0.0), swept)
        ping = net.do("ping", **{"from": "h1", "to": "h3", "count": 10, "interval": 0.05})
        self.assertEqual((ping["sent"], ping["received"], len(ping["rttMs"])), (10, 10, 10), ping)
        self.assertTrue(0 < ping["minMs"] <= ping["avgMs"] <= ping["maxMs"] < 1000, ping)

    def check_iperf(self, net: ScenarioProgram) -> None:
        iperf = net.do("iperf", **{"from": "h1", "to": "h3", "seconds": 1})
        self.assertGreater(iperf.get("bitsPerSecond", 0), 1_000_000, iperf)
        self.assertGreater(iperf["bytes"], 100_000)

    def check_exec(self, net: ScenarioProgram) -> None:
        done = net.do("exec", host="h2", args=["ip", "-o", "-4", "addr", "show", "h2-eth0"])
        self.assertEqual(done["exitCode"], 0)
        self.assertIn("10.0.0.2/8", done["out"])
        began = time.monotonic()
        self.assertIn("deadline", net.do("exec", host="h2", args=["sleep", "30"], deadline=0.3)["error"])
        self.assertLess(time.monotonic() - began, 5)

    def check_blackout_of_a_link(self, net: ScenarioProgram) -> None:
        self.assertEqual(net.do("pingStart", name="a", pairs=[["h1", "h3"], ["h2", "h3"]])["pairs"], 2)
        self.assertIn("runs already", net.do("pingStart", name="a", pairs=[["h1", "h3"]])["error"])
        net.do("exec", host="h1", args=["sleep", "0.3"])
        began = time.monotonic()
        self.assertEqual(net.do("link", a="s1", b="s2", up=False), {"links": 1})
        self.assertEqual(net.do("pingall", timeout=0.3)["received"], 2)
        self.assertFalse(next(k for k in net.do("topology")["links"] if "s1" in (k["a"], k["b"]))["up"])
        self.assertEqual(net.do("link", a="s2", b="s1", up=True), {"links": 1})
        down = (time.monotonic() - began) * 1000
        eventually(lambda: net.do("ping", **{"from": "h1", "to": "h3", "count": 1})["received"] == 1, "h1 reaches h3")
        net.do("exec", host="h1", args=["sleep", "0.3"])
        stopped = net.do("pingStop", name="a")
        cut, whole = stopped["pairs"]
        self.assertGreater(cut["longestGapMs"], 250, stopped)
        self.assertLess(cut["longestGapMs"], down + 3000, stopped)
        self.assertEqual(cut["received"] < cut["sent"], True)
        self.assertLess(whole["longestGapMs"], 250, stopped)
        self.assertEqual(stopped["longestGapMs"], cut["longestGapMs"])
        self.assertIn("no pings", net.do("pingStop", name="a")["error"])

    def check_switch_off_and_on(self, net: ScenarioProgram) -> None:
        self.assertEqual(net.do("switch", name="s2", action="stop"), {"name": "s2", "running": False})
        self.assertIn("stopped already", net.do("switch", name="s2", action="stop")["error"])
        self.assertEqual(net.do("pingall", timeout=0.3)["received"], 0)
        self.assertFalse(net.do("connected")["switches"]["s2"]["running"])
        self.assertIn("LINK_DOWN", net.do("ofctl", args=["show", "s1"])["out"].split("s1-eth2")[1][:120])
        self.assertEqual(net.do("switch", name="s2", action="start"), {"name": "s2", "running": True})
        self.assertIn("runs already", net.do("switch", name="s2", action="start")["error"])
        self.assertTrue(net.do("connected", wait=20)["allConnected"])
        self.assertEqual(net.do("pingall", attempts=10)["lossPercent"], 0.0)

    def check_flows(self, net: ScenarioProgram) -> None:
        self.assertIn("actions=CONTROLLER", net.do("dumpFlows", switch="s1")["flows"])
        self.assertEqual(net.do("ofctl", args=["add-flow", "s1", "priority=7,tcp,actions=drop"]), {"out": ""})
        self.assertIn("priority=7,tcp", net.do("dumpFlows", switch="s1")["flows"])
        self.assertEqual(net.do("delFlows", switch="s1"), {"switch": "s1"})
        self.assertNotIn("priority=7", net.do("dumpFlows", switch="s1")["flows"])

    def check_errors(self, net: ScenarioProgram) -> None:
        self.assertIn("unknown cmd 'fly'", net.do("fly")["error"])
        self.assertIn("unknown host 'h9'", net.do("ping", **{"from": "h9", "to": "h1"})["error"])
        self.assertIn("unknown host 's1'", net.do("iperf", **{"from": "s1", "to": "h1"})["error"])
        self.assertIn("unknown switch 'h1'", net.do("dumpFlows", switch="h1")["error"])
        self.assertIn("no link between s1 and s3", net.do("link", a="s1", b="s3", up=True)["error"])
        self.assertIn("needs 'to'", net.do("ping", **{"from": "h1"})["error"])
        self.assertIn("unknown field 'size'", net.do("pingall", size=9)["error"])
        self.assertIn("ovs-ofctl", net.do("ofctl", args=["dance", "s1"])["error"])
        self.assertIn("pairs must", net.do("pingStart", pairs=["h1"])["error"])
        net.write("not json")
        self.assertIn("not JSON", net.line())

    def test_should_ping_all_pairs_of_a_tree(self) -> None:
        net = self.start("tree,depth=2,fanout=3")
        swept = net.do("pingall", attempts=3, parallel=8, timeout=3)
        self.assertEqual((swept["sent"], swept["lossPercent"]), (72, 0.0), swept)

    def test_should_speak_openflow_10_when_asked(self) -> None:
        net = self.start("linear,3", "--protocols", "OpenFlow10")
        self.assertIn("OFPT_FEATURES_REPLY (xid", net.do("ofctl", args=["show", "s1"])["out"])
        self.assertEqual(net.do("pingall", attempts=3)["lossPercent"], 0.0)


class BringUpTest(LiveTest):
    """A network comes up quickly also when nobody controls it."""

    def test_should_bring_internet2_up_in_10_seconds(self) -> None:
        net = ScenarioProgram("internet2")
        self.addCleanup(net.end)
        self.assertLess(net.first["bringUpMs"], 10_000)
        self.assertEqual([net.first[k] for k in ("switches", "links", "hosts")], [34, 42, 34])
        self.assertFalse(net.do("connected")["allConnected"])
        shown = net.do("topology")
        self.assertEqual(len(shown["links"]), 42)
        self.assertEqual(shown["switches"][3]["site"], "Chicago")
        self.assertAlmostEqual(max(k["delayMs"] for k in shown["links"]), 9.3, delta=1.5)
        swept = net.do("pingall", timeout=0.2, parallel=1024)
        self.assertEqual((swept["sent"], swept["received"]), (1122, 0))


    def test_should_tell_master_from_slave_on_every_switch_soon_after_the_start(self) -> None:
        for topo, switches in {"internet2": 34, "fattree,4": 20, "ring,6": 6, "torus": 9}.items():
            with self.subTest(topo), role_controllers():
                net = ScenarioProgram(topo)
                self.addCleanup(net.end)
                state = net.do("connected", wait=20)
                print(f"{topo}: up in {net.first['bringUpMs']} ms, connected {state['ms']} ms later", file=sys.stderr)
                self.assertTrue(state["allConnected"], state)
                self.assertLess(state["ms"], 5_000)
                roles = [["master", "slave", "slave"]] * switches
                eventually(lambda net=net, roles=roles: roles_of(net) == roles, "one master and two slaves each", 5)
                self.assertEqual(net.end(), 0)

    def test_should_say_when_a_controller_is_lost(self) -> None:
        with role_controllers():
            net = ScenarioProgram("linear,2")
            self.addCleanup(net.end)
            self.assertTrue(net.do("connected", wait=20)["allConnected"])
        eventually(lambda: roles_of(net) == [[None] * 3] * 2, "connections lost", 5)
        self.assertFalse(net.do("connected")["allConnected"])
        with role_controllers():
            self.assertTrue(net.do("connected", wait=20)["allConnected"])


def roles_of(net: ScenarioProgram) -> list[list[str | None]]:
    """Per switch the roles of its controllers."""
    return [[c["role"] for c in s["controllers"]] for s in net.do("connected")["switches"].values()]


class CleanUpTest(LiveTest):
    """However a run ends, nothing of it stays or nothing of it is in the way."""

    def ready(self) -> ScenarioProgram:
        scenario = ScenarioProgram("linear,3")
        self.addCleanup(scenario.end)
        self.assertTrue(scenario.first.get("ready"), scenario.first)
        return scenario

    def test_should_leave_nothing_at_end_of_input(self) -> None:
        scenario = self.ready()
        self.assertEqual(scenario.end(), 0)
        self.assertEqual(remains(), [])

    def test_should_leave_nothing_at_sigterm_and_at_ctrl_c_with_pings_running(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                scenario = self.ready()
                scenario.do("pingStart", pairs=[["h1", "h3"]])
                os.killpg(scenario.process.pid, number)
                self.assertEqual(scenario.wait(), 128 + number)
                self.assertEqual(remains(), [])

    def test_should_leave_nothing_when_interrupted_in_the_middle_of_the_bring_up(self) -> None:
        for bridges in (0, 1, 20):
            with self.subTest(bridges):
                addresses = "127.0.0.1,127.0.0.2"
                process = subprocess.Popen(
                    ["/usr/bin/python3", SCENARIO, "--topo", "ring,60", "--replicas-at", addresses],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                eventually(lambda n=bridges: state_lines() > n, "bridges are being noted")
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(30), 128 + signal.SIGTERM)
                assert process.stdin is not None
                process.stdin.close()
                self.assertEqual(remains(), [])

    def test_should_start_again_after_sigkill(self) -> None:
        killed = self.ready()
        killed.do("pingStart", pairs=[["h1", "h3"]])
        left = subprocess.Popen(
            ["mnexec", "-a", host_process("h1"), "sleep", "300"], env={**os.environ, **run_mark()}
        )
        eventually(lambda: b"sleep" in Path(f"/proc/{left.pid}/cmdline").read_bytes()[:6], "it sleeps in h1")
        killed.process.kill()
        killed.wait()
        self.assertTrue([r for r in remains() if r.startswith("bridge s1")], remains())
        self.assertTrue([r for r in remains() if r.startswith("interface s1-eth2")], remains())
        again = self.ready()
        self.assertEqual(left.wait(5), -signal.SIGKILL)
        again.expect("removing what a crashed run left")
        self.assertEqual(again.end(), 0)
        self.assertEqual(remains(), [])

    def test_should_refuse_to_start_beside_a_running_network_and_leave_it_alone(self) -> None:
        first = self.ready()
        second = ScenarioProgram("linear,3")
        self.assertIn(f"already up (process {first.process.pid})", second.first["error"])
        self.assertEqual(second.wait(), 1)
        self.assertEqual(len(first.do("connected")["switches"]["s1"]["controllers"]), 3)

    def test_should_refuse_to_start_beside_somebody_elses_switch_and_leave_it_alone(self) -> None:
        subprocess.run(["ovs-vsctl", "add-br", "s1", "--", "set", "bridge", "s1", "datapath_type=netdev"], check=True)
        try:
            refused = ScenarioProgram("linear,3")
            self.assertIn("another Mininet network is up (s1)", refused.first["error"])
            self.assertEqual(refused.wait(), 1)
            self.assertEqual([r for r in remains() if r.startswith("bridge")], ["bridge s1"])
        finally:
            subprocess.run(["ovs-vsctl", "del-br", "s1"], check=True)

    def test_should_say_what_is_wrong_in_one_line(self) -> None:
        cases = {"ring,2": "ring: n must be", "/etc/none.graphml": "/etc/none.graphml: cannot be read"}
        for topo, part in cases.items():
            refused = ScenarioProgram(topo)
            self.assertIn(part, refused.first["error"])
            self.assertEqual(refused.wait(), 1)
            self.assertEqual(refused.said.count("\n"), 1, refused.said)


if __name__ == "__main__":
    unittest.main()
