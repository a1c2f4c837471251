using System.Runtime.InteropServices;
using Enarx;
using Enarx.Host;
using Enarx.Keepmgr;
using Enarx.Protocol;

// keepmgr: one daemon a host or user. It makes keeps of offers, finds them again after its own restart, and carries
// bytes between clients and keep loaders. It vouches for nothing.

const int UsageStatus = 64;
const int FailureStatus = 1;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"keepmgr: {e.Message}\n{Options.Usage}");
    return UsageStatus;
}

Daemon.LeaveSession();
try
{
    LocalPlaces places = options.Places.Ensure();
    using FileStream? theOne = LockFile.TryTake(places.ManagerLock);
    if (theOne is null)
    {
        // Another keepmgr was faster. Whoever started this one finds it at the socket.
        return 0;
    }

    using var ending = new CancellationTokenSource();
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        ending.Cancel();
    });

    using SocketServer server = SocketServer.Bind(places.ManagerSocket);
    using var manager = new Manager(places);
    Daemon.ReleaseStreams(places.ManagerLog);
    await manager.AdoptAsync(ending.Token);
    HostLog.Write($"keepmgr serves {places.ManagerSocket}; {manager.KeepCount} keeps adopted");

    Task serving = server.RunAsync(manager.HandleAsync, ending.Token);
    await IdleWatch.UntilIdleAsync(() => server.OpenConnections == 0 && manager.KeepCount == 0, options.IdleTime, ending.Token);
    HostLog.Write("keepmgr ends; its keeps go on");
    await ending.CancelAsync();
    await serving.ContinueWith(static _ => { }, TaskScheduler.Default);
    return 0;
}
catch (Exception e) when (e is KeepException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine($"keepmgr: {e.Message}");
    return FailureStatus;
}
