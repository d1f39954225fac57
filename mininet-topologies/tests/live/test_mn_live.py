"""vantage.py under the real mn, with a launcher that starts learning switches instead of replicas. Needs root."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import FAKE_LAUNCHER, REPLICAS, VANTAGE, LiveTest, Program, controllers, eventually, listening, remains


class MnTest(LiveTest):
    """What a user types, and how it may end."""

    def mn(self, *arguments: str, **environment: str) -> Program:
        environment.setdefault("VANTAGE_LAUNCHER", FAKE_LAUNCHER)
        program = Program(["mn", "--custom", VANTAGE, *arguments], **environment)
        self.addCleanup(program.end)
        return program

    def test_should_ping_all_on_linear_tree_and_zoo_with_three_replicas(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            zoo = Path(directory, "two.graphml")
            zoo.write_text(
                '<graphml><graph><node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>',
                encoding="utf-8",
            )
            for topo, results in {
                "linear,3": "0% dropped (6/6 received)",
                "tree,depth=2,fanout=3": "0% dropped (72/72 received)",
                f"zoo,{zoo}": "0% dropped (2/2 received)",
            }.items():
                with self.subTest(topo):
                    run = self.mn("--topo", topo, "--controller", "vantage,3", "--test", "pingall")
                    self.assertEqual(run.end(), 0, run.said)
                    self.assertIn(results, run.said)
                    self.assertEqual(remains(), [])

    def test_should_connect_every_switch_to_every_replica_without_listening_itself(self) -> None:
        run = self.mn("--topo", "ring,3", "--controller", "vantage,2", "--switch", "vantage,protocols=OpenFlow10")
        run.expect("*** Starting CLI:")
        for switch in ("s1", "s2", "s3"):
            targets = subprocess.check_output(["ovs-vsctl", "get-controller", switch], text=True).split()
            self.assertEqual(targets, ["tcp:127.0.0.1:6653", "tcp:127.0.0.2:6653"])
            protocols = subprocess.check_output(["ovs-vsctl", "get", "bridge", switch, "protocols"], text=True)
            self.assertIn("OpenFlow10", protocols)
            self.assertNotIn("OpenFlow13", protocols)
        self.assertEqual([listening(ip) for ip in REPLICAS], [True, True, False])
        run.write("exit")
        self.assertEqual(run.wait(), 0)
        self.assertEqual(remains(), [])

    def test_should_use_the_cluster_when_no_controller_is_named(self) -> None:
        run = self.mn("--topo", "linear,2", "--test", "none")
        self.assertEqual(run.end(), 0, run.said)

    def test_should_hand_apps_and_directory_to_the_launcher_and_keep_the_directory(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            arguments = f"vantage,1,apps=forwarding+learning-switch,dir={directory}"
            run = self.mn("--topo", "linear,2", "--controller", arguments, "--test", "pingall")
            self.assertEqual(run.end(), 0, run.said)
            self.assertEqual(Path(directory, "apps").read_text(encoding="utf-8"), "forwarding,learning-switch\n")

    def test_should_reach_replicas_through_the_emulated_network_when_places_are_named(self) -> None:
        run = self.mn("--topo", "torus,3,3,1", "--controller", "vantage,2,at=s1x1+s2x3")
        run.expect("told: wan run --topology torus,3,3 --replicas 2 --at s1x1,s2x3")
        run.expect("*** Starting CLI:")
        targets = subprocess.check_output(["ovs-vsctl", "get-controller", "s2x1"], text=True).split()
        dpid = int(subprocess.check_output(["ovs-vsctl", "get", "bridge", "s2x1", "datapath_id"], text=True).strip('"\n'), 16)
        self.assertEqual(targets, [f"tcp:127.{r}.{dpid >> 8}.{dpid & 255}:6653" for r in (101, 102)])
        self.assertEqual(run.end(), 0)
        self.assertEqual(remains(), [])

    def test_should_leave_nothing_at_sigterm_and_sighup(self) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                run = self.mn("--topo", "linear,3", "--controller", "vantage,3")
                run.expect("*** Starting CLI:")
                run.process.send_signal(number)
                self.assertEqual(run.wait(), 128 + number)
                self.assertEqual(remains(), [])

    def test_should_leave_nothing_at_ctrl_c_while_the_replicas_start(self) -> None:
        run = self.mn("--topo", "linear,3", "--controller", "vantage,3,apps=slow")
        run.expect("Starting controller")
        run.expect("launcher waits")
        run.interrupt()
        run.wait()
        self.assertEqual(remains(), [])

    def test_should_keep_the_replicas_at_ctrl_c_at_the_prompt(self) -> None:
        run = self.mn("--topo", "linear,2", "--controller", "vantage,3")
        run.write("h1 echo at the prompt")
        run.expect("at the prompt")
        run.interrupt()
        run.expect("Interrupt")
        self.assertTrue(all(map(listening, REPLICAS)))
        run.write("h1 ping -c 1 -W 5 h2")
        run.expect(" 0% packet loss")
        self.assertEqual(run.end(), 0)
        self.assertEqual(remains(), [])

    def test_should_start_again_after_sigkill(self) -> None:
        killed = self.mn("--topo", "linear,3", "--controller", "vantage,3")
        killed.expect("*** Starting CLI:")
        killed.process.kill()
        killed.wait()
        self.assertTrue({"bridge s1", "interface s2-eth2", "listener 127.0.0.1"} <= set(remains()), remains())
        again = self.mn("--topo", "linear,2", "--controller", "vantage,3", "--test", "pingall")
        self.assertEqual(again.end(), 0, again.said)
        self.assertIn("removing what a crashed run left", again.said)
        self.assertIn("0% dropped (2/2 received)", again.said)
        self.assertEqual(remains(), [])

    def test_should_say_in_one_line_what_is_wrong_and_fail(self) -> None:
        cases = {
            ("linear,2", "vantage,3,in=Chicago"): "unknown argument in=Chicago; known: N",
            ("internet2", "vantage,3,at=Chicago"): "at=Chicago names 1 places for 3 replicas",
            ("linear,2", "vantage,1,at=nowhere"): "--at nowhere: exit code 2",
            ("linear,2", "vantage,3,7"): "unknown argument 7",
            ("linear,2", "vantage,0"): "replicas must be from 1 to 9, got 0",
            ("linear,2", "vantage,three"): "got 'three'",
            ("linear,2", "vantage,3,apps=../x"): "names of apps",
            ("ring,2", "vantage,3"): "ring: n must be",
            ("zoo,/none.graphml", "vantage,3"): "/none.graphml: cannot be read: No such file",
            ("zoo,/etc/passwd", "vantage,3"): "/etc/passwd: not XML",
        }
        for (topo, controller), part in cases.items():
            with self.subTest(topo=topo, controller=controller):
                run = self.mn("--topo", topo, "--controller", controller, "--test", "pingall")
                self.assertEqual(run.end(), 1)
                errors = [line for line in run.said.splitlines() if line.startswith("error: ")]
                self.assertEqual(len(errors), 1, run.said)
                self.assertIn(part, errors[0])
                self.assertNotIn("Traceback", run.said)
                self.assertEqual(remains(), [])

    def test_should_fail_when_the_replicas_do_not_start_and_keep_their_files(self) -> None:
        run = self.mn("--topo", "linear,2", "--controller", "vantage,3,apps=fail", "--test", "pingall")
        self.assertEqual(run.end(), 1)
        self.assertIn("told to fail", run.said)
        kept = run.said.rpartition("its files are in ")[2].split()[0]
        self.assertTrue(Path(kept).is_dir())
        self.assertEqual([p.name for p in Path(kept).iterdir()], ["apps"])
        shutil.rmtree(kept)
        self.assertIn("exit code 1", run.said)
        missing = self.mn("--topo", "linear,2", "--controller", "vantage,3", VANTAGE_LAUNCHER="/none/vantage")
        self.assertEqual(missing.end(), 1)
        self.assertIn("the launcher /none/vantage is missing", missing.said)

    def test_should_name_the_address_that_is_taken(self) -> None:
        with controllers():
            run = self.mn("--topo", "linear,2", "--controller", "vantage,3", "--test", "pingall")
            self.assertEqual(run.end(), 1)
            self.assertIn("something listens on 127.0.0.1:6653 already", run.said)
            self.assertTrue(all(map(listening, REPLICAS)))

    def test_should_leave_a_foreign_network_alone(self) -> None:
        subprocess.run(["ip", "link", "add", "s9-eth1", "type", "veth", "peer", "name", "foreign9"], check=True)
        try:
            run = self.mn("--topo", "linear,2", "--controller", "vantage,3", "--test", "pingall")
            self.assertEqual(run.end(), 1)
            self.assertIn("another Mininet network is up (s9-eth1)", run.said)
            self.assertEqual(remains(), ["interface s9-eth1"])
        finally:
            subprocess.run(["ip", "link", "del", "s9-eth1"], check=True)
        eventually(lambda: not remains(), "gone")


if __name__ == "__main__":
    unittest.main()
