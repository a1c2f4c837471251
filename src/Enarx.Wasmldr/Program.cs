using System.Net.Sockets;
using Enarx.Protocol;
using Enarx.Wasmldr;
using Enarx.Wasmldr.Evidence;
using Enarx.Wasmldr.Http;
using Enarx.Wasmldr.Workloads;

// wasmldr: the program inside the keep. It makes the one-use key, attests to it, and runs workloads that arrive over
// the attested channel. Of the host it knows a byte stream to the keep loader and a socket that bytes arrive on.

const int UsageStatus = 64;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"wasmldr: {e.Message}\n{Options.Usage}");
    return UsageStatus;
}

Hardening.Apply();
using var tee = new SimulatedEvidenceSource(Inherited(options.Tee));
using var identity = new KeepIdentity();
using var workloads = new WorkloadStore();
var attester = new Attester(identity, tee, workloads);
using var application = new KeepApplication(workloads, TimeProvider.System);
await using KeepServer server = await KeepServer.StartAsync(options.Listener, identity.Credential, application);

// The end of this stream is the end of the keep loader, and so of the keep.
using NetworkStream control = Inherited(options.Control);
try
{
    await Peer.ServeAsync(control, new ControlHandler(attester).HandleAsync, CancellationToken.None);
}
catch (Exception e) when (e is IOException or ProtocolException or InvalidOperationException)
{
    Console.Error.WriteLine($"wasmldr: the control stream ended: {e.Message}");
}

// A program that will not stop must not keep the keep alive.
Environment.Exit(0);
return 0;

static NetworkStream Inherited(int descriptor) =>
    new(new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)), ownsSocket: true);
