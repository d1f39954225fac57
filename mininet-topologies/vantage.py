"""For mn: a cluster of Vantage replicas, switches that connect to all of them, and topologies.

    sudo mn --custom mininet-topologies/vantage.py --topo internet2 --controller vantage,3

Controller: vantage[,N][,at=auto][,apps=a+b][,dir=DIRECTORY]   N replicas (3), started and stopped with the
            network; at=auto or at=PLACE+PLACE+... gives its distances to the paths from and between replicas
Topologies: internet2[,HOSTS] fattree,K ring,N[,HOSTS] torus[,X,Y[,HOSTS]] zoo,FILE.graphml[,HOSTS]
            and Mininet's own linear, tree, single, minimal
Switch:     default, or vantage,protocols=OpenFlow10 | datapath=user | ...

What a run creates is removed when it ends, by whatever means: at the next start if it was SIGKILL.
"""

import atexit
import os
import signal
import sys

# mn executes this file without __file__; the code object still knows where it came from.
sys.path.insert(0, os.path.dirname(os.path.abspath((lambda: None).__code__.co_filename)))

import cluster as _cluster
import leftovers as _leftovers
import network as _network
import openvswitch as _openvswitch
import topologies as _topologies
from graphs import TopologyError as _TopologyError
from mininet.link import OVSLink as _OVSLink
from mininet.link import TCLink as _TCLink
from mininet.link import TCULink as _TCULink
from mininet.log import info as _info
from mininet.log import warn as _warn

EXPECTED = (
    _cluster.ClusterError,
    _leftovers.NetworkBusyError,
    _openvswitch.OpenVSwitchError,
    _TopologyError,
)


def _one_line(build):
    """Ends mn with the one-line message of an expected error instead of a stack of banners."""

    def wrapped(*args, **kwargs):
        try:
            return build(*args, **kwargs)
        except EXPECTED as error:
            raise SystemExit(f"error: {error}") from None

    wrapped.__name__ = build.__name__
    wrapped.__doc__ = build.__doc__
    return wrapped


class VantageCluster(_cluster.VantageCluster):
    """The cluster, with errors as mn shows them."""

    running = None

    __init__ = _one_line(_cluster.VantageCluster.__init__)

    def start(self):
        """Starts the replicas."""
        _one_line(super().start)()
        VantageCluster.running = self


class VantageSwitch(_network.VantageSwitch):
    """The switch, with errors as mn shows them."""

    __init__ = _one_line(_network.VantageSwitch.__init__)

    @classmethod
    def setup(cls):
        """Called by Mininet before the first switch."""
        _one_line(super().setup)()

    @classmethod
    def batchStartup(cls, switches, run=None):
        """Starts all switches at once; returns when the cluster has found them and their links."""
        started = _one_line(super().batchStartup)(switches, run)
        cluster = VantageCluster.running
        if cluster:
            links = _network.links_between(switches)
            _info(f"\n*** Waiting for the cluster to find {len(switches)} switches and {links} links\n")
            lacking = cluster.await_network(len(switches), links)
            if lacking:
                _warn(f"*** Going on all the same: {lacking}\n")
        return started


def validate(options):
    """Called by mn with its options before it builds: takes the machine, or says why it cannot."""
    if os.geteuid():
        raise SystemExit("error: mn needs root: run it with sudo")
    _one_line(_leftovers.LEDGER.claim)()
    VantageCluster.network = _topologies.places_of(options.topo)
    # A listening port per switch would let anybody who reaches this machine program it.
    if "--listenport" not in " ".join(sys.argv):
        options.nolistenport = True


def cleanup():
    """Instead of mn's own, which kills by broad names: removes what this run created."""
    _leftovers.LEDGER.clean_up()


def findController(*_args, **_kwargs):
    """What mn uses when no --controller is given."""
    return VantageCluster


def _end(number, _frame):
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # The clean-up is not to be cut short.
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + number)


atexit.register(cleanup)
for _signal in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(_signal, _end)

topos = {name: _one_line(build) for name, build in _topologies.TOPOLOGIES.items()}
controllers = {"vantage": VantageCluster, "default": VantageCluster}
switches = {name: VantageSwitch for name in ("vantage", "default", "ovs", "ovsk")}
hosts = {"vantage": _network.VantageHost, "proc": _network.VantageHost, "default": _network.VantageHost}
# mn ignores a `links` of a custom file (a comma is missing in its list), but takes its globals.
LINKS = {"default": _network.VantageLink, "tc": _TCLink, "tcu": _TCULink, "ovs": _OVSLink}
