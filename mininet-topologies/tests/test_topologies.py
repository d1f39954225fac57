"""Shapes and delays of the topologies, and what is said about bad input. Needs no root and no network."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import graphs
import topologies
from graphs import TopologyError
from mininet.topo import Topo

GRAPHML = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key attr.name="label" attr.type="string" for="node" id="k0"/>
  <key attr.name="Latitude" attr.type="double" for="node" id="k1"/>
  <key attr.name="Longitude" attr.type="double" for="node" id="k2"/>
  <graph edgedefault="undirected" id="small">
    <node id="n7"><data key="k0">Paris</data><data key="k1">48.85</data><data key="k2">2.35</data></node>
    <node id="n3"><data key="k0">Berlin</data><data key="k1">52.52</data><data key="k2">13.40</data></node>
    <node id="n5">%s</node>
    <edge source="n7" target="n3"/>
    <edge source="n3" target="n5"/>
    %s
  </graph>
</graphml>
"""


def shape(topo: Topo) -> tuple[int, int, int]:
    """Switches, links between switches, hosts."""
    between = [(a, b) for a, b in topo.links() if topo.isSwitch(a) and topo.isSwitch(b)]
    return len(topo.switches()), len(between), len(topo.hosts())


class ShapesTest(unittest.TestCase):
    """Numbers of switches, links and hosts, and their names."""

    def test_should_have_the_known_shapes(self) -> None:
        expected = {
            "internet2": (34, 42, 34),
            "internet2,2": (34, 42, 68),
            "fattree,4": (20, 32, 16),
            "fattree,2": (5, 4, 2),
            "fattree,6": (45, 108, 54),
            "ring,6": (6, 6, 6),
            "ring,3,2": (3, 3, 6),
            "torus": (9, 18, 9),
            "torus,3,3": (9, 18, 9),
            "torus,4,3": (12, 24, 12),
            "linear,3": (3, 2, 3),
            "tree,depth=2,fanout=3": (4, 3, 9),
            "tree,3,2": (7, 6, 8),
        }
        for spec, numbers in expected.items():
            with self.subTest(spec):
                self.assertEqual(shape(topologies.topology(spec)), numbers)

    def test_should_take_the_datapath_id_from_the_switch_number(self) -> None:
        for spec in ("internet2", "fattree,4", "ring,12"):
            topo = topologies.topology(spec)
            with self.subTest(spec):
                self.assertEqual(topo.switches(), [f"s{i}" for i in range(1, len(topo.switches()) + 1)])
                self.assertEqual(topo.hosts(), [f"h{i}" for i in range(1, len(topo.hosts()) + 1)])
                for switch in topo.switches():
                    self.assertEqual(int(topo.nodeInfo(switch)["dpid"], 16), int(switch[1:]))

    def test_should_give_every_torus_switch_a_datapath_id_of_its_own(self) -> None:
        topo = topologies.topology("torus")
        self.assertEqual(len({topo.nodeInfo(s)["dpid"] for s in topo.switches()}), 9)

    def test_should_reach_every_host_of_another_pod_over_every_core_switch(self) -> None:
        topo = topologies.topology("fattree,4")
        degree = {node: len(ports) for node, ports in topo.ports.items()}
        self.assertEqual({degree[f"s{i}"] for i in range(1, 21)}, {4})
        self.assertEqual({degree[h] for h in topo.hosts()}, {1})
        for core in ("s1", "s2", "s3", "s4"):
            pods = {topo.nodeInfo(peer)["pod"] for peer, _ in topo.ports[core].values()}
            self.assertEqual(pods, {0, 1, 2, 3})

    def test_should_name_the_argument_and_the_rule_when_refusing(self) -> None:
        wrong = {
            "ring,2": "from 3 to",
            "ring,x": "'x'",
            "fattree,5": "even, got 5",
            "fattree,40": "from 2 to 16",
            "torus,2": "x must be",
            "internet2,1,9": "unknown argument 9",
            "internet2,foo=1": "foo=1",
            "internet2,-1": "hosts per switch",
            "zoo": "zoo,FILE.graphml",
            "nope": "unknown topology 'nope'",
            "linear,1,2,3,4": "linear,1,2,3,4",
        }
        for spec, part in wrong.items():
            with self.subTest(spec), self.assertRaises(TopologyError) as caught:
                topologies.topology(spec)
            self.assertIn(part, str(caught.exception))
            self.assertNotIn("\n", str(caught.exception))


class PlacesTest(unittest.TestCase):
    """The name under which the launcher knows a network."""

    def test_should_leave_out_hosts(self) -> None:
        for spec, name in {
            "internet2": "internet2",
            "internet2,2": "internet2",
            "ring,6,2": "ring,6",
            "torus,3,3,1": "torus,3,3",
            "tree,depth=2,fanout=3": "tree,depth=2,fanout=3",
            "fattree,4": "fattree,4",
            "zoo,/tmp/a.graphml,3": "/tmp/a.graphml",
        }.items():
            with self.subTest(spec):
                self.assertEqual(topologies.places_of(spec), name)


class Internet2Test(unittest.TestCase):
    """Geography of internet2."""

    def setUp(self) -> None:
        self.graph = graphs.load_json(topologies.INTERNET2_JSON)

    def test_should_number_sites_from_one_in_file_order(self) -> None:
        self.assertEqual([site.id for site in self.graph.sites], list(range(1, 35)))
        self.assertEqual(self.graph.sites[0].name, "Sunnyvale")
        self.assertEqual(topologies.Internet2().nodeInfo("s4")["site"], "Chicago")

    def test_should_span_about_25_ms_one_way(self) -> None:
        self.assertAlmostEqual(graphs.diameter_ms(self.graph), 25.4, delta=0.5)
        self.assertEqual(graphs.components(self.graph), 1)

    def test_should_delay_links_by_distance_at_two_thirds_of_the_speed_of_light(self) -> None:
        info = topologies.Internet2().linkInfo("s33", "s21")  # Seattle - Missoula
        self.assertAlmostEqual(info["km"], 636, delta=10)
        self.assertEqual(info["delay"], f"{round(info['km'] / 200, 2):.2f}ms")


class GraphmlTest(unittest.TestCase):
    """What is tolerated in a GraphML file and what is not."""

    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = Path(directory.name, "small.graphml")

    def load(self, node: str = "", edges: str = "") -> graphs.SiteGraph:
        self.file.write_text(GRAPHML % (node, edges), encoding="utf-8")
        return graphs.load_graphml(self.file)

    def test_should_number_nodes_in_document_order_and_measure_links(self) -> None:
        graph = self.load()
        self.assertEqual([(s.id, s.name) for s in graph.sites], [(1, "Paris"), (2, "Berlin"), (3, "n5")])
        self.assertAlmostEqual(graph.links[0].km or 0, 878, delta=5)
        self.assertAlmostEqual(graph.links[0].delay_ms or 0, 4.39, delta=0.05)

    def test_should_keep_a_node_without_coordinates_and_warn(self) -> None:
        graph = self.load()
        self.assertIsNone(graph.links[1].km)
        self.assertIn("1 of 3 nodes have no coordinates", graph.warnings[0])
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            topo = topologies.topology(str(self.file))
        self.assertIn(str(self.file), said.getvalue())
        self.assertNotIn("delay", topo.linkInfo("s2", "s3"))
        self.assertIn("delay", topo.linkInfo("s1", "s2"))
        self.assertEqual(shape(topo), (3, 2, 3))

    def test_should_keep_parallel_links_and_drop_loops(self) -> None:
        graph = self.load(edges='<edge source="n7" target="n3"/><edge source="n5" target="n5"/>')
        self.assertEqual([(link.a, link.b) for link in graph.links], [(1, 2), (2, 3), (1, 2)])
        self.assertTrue(any("1 links from a node to itself" in w for w in graph.warnings))
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(shape(topologies.topology(f"zoo,{self.file}")), (3, 3, 3))

    def test_should_warn_of_separate_parts(self) -> None:
        graph = self.load(edges='</graph><graph id="x">')
        self.assertFalse(any("separate parts" in w for w in graph.warnings))
        self.file.write_text(GRAPHML.replace('<edge source="n3" target="n5"/>', "") % ("", ""), encoding="utf-8")
        self.assertTrue(any("2 separate parts" in w for w in graphs.load_graphml(self.file).warnings))

    def refusal(self) -> str:
        with self.assertRaises(TopologyError) as caught:
            topologies.topology(f"zoo,{self.file}")
        message = str(caught.exception)
        self.assertIn(str(self.file), message)
        self.assertNotIn("\n", message)
        return message

    def test_should_name_the_file_when_refusing_it(self) -> None:
        self.assertIn("cannot be read", self.refusal())
        contents = {
            "Sunnyvale, Chicago": "not XML",
            "": "not XML",
            "<html><body/></html>": "not GraphML",
            "<graphml/>": "not GraphML",
            "<graphml><graph/></graphml>": "no nodes",
            "<graphml><graph><node/></graph></graphml>": "has no id",
            '<graphml><graph><node id="1"/><node id="1"/></graph></graphml>': "used before",
            '<graphml><graph><node id="1"/><edge source="1" target="2"/></graph></graphml>': "'2', which",
        }
        for content, part in contents.items():
            with self.subTest(content):
                self.file.write_text(content, encoding="utf-8")
                self.assertIn(part, self.refusal())

    def test_should_name_node_and_value_of_a_bad_coordinate(self) -> None:
        for value in ("north", "91", "nan"):
            self.file.write_text(
                GRAPHML % (f'<data key="k1">{value}</data><data key="k2">0</data>', ""), encoding="utf-8"
            )
            self.assertIn(f"n5: Latitude must be degrees within +-90, got '{value}'", self.refusal())

    def test_should_refuse_a_directory(self) -> None:
        self.file.mkdir()
        self.refusal()


if __name__ == "__main__":
    unittest.main()
