using Enarx.Host;
using Enarx.Keepmgr;
using Enarx.Protocol;

// keepmgr: one daemon a host or user. It makes keeps of offers, finds them again after its own restart, and carries
// bytes between clients and keep loaders. It vouches for nothing.
return await DaemonProgram.RunAsync("keepmgr", Options.Usage, () => Options.Parse(args), static async (options, ending) =>
{
    LocalPlaces places = options.Places.Ensure();
    using FileStream? theOne = LockFile.TryTake(places.ManagerLock);
    if (theOne is null)
    {
        // Another keepmgr was faster. Whoever started this one finds it at the socket.
        return;
    }

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
});
