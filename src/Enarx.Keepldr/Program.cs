using Enarx.Host;
using Enarx.Keepldr;
using Enarx.Protocol;

// keepldr: supervises one keep and outlives keepmgr. It starts the TEE instance, forwards bytes to it, and when either
// of them ends it clears away everything that was theirs.
return await DaemonProgram.RunAsync("keepldr", Options.Usage, () => Options.Parse(args), static async (options, ending) =>
{
    PrivateDirectory.Ensure(options.Directory);
    using FileStream alive = LockFile.TryTake(LocalPlaces.LoaderLock(options.Directory))
        ?? throw new IOException($"another keepldr holds '{options.Directory}'");
    using SocketServer server = SocketServer.Bind(LocalPlaces.LoaderSocket(options.Directory));
    Daemon.ReleaseStreams(Path.Combine(options.Directory, "log"));

    await using var loader = new Loader(options, ending);
    Task serving = server.RunAsync(loader.HandleAsync, ending.Token);
    await loader.RunAsync();
    await ending.CancelAsync();
    await serving.ContinueWith(static _ => { }, TaskScheduler.Default);
    Directory.Delete(options.Directory, recursive: true);
});
