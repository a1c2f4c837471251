using System.Runtime.InteropServices;
using Enarx;
using Enarx.Host;
using Enarx.Keepldr;
using Enarx.Protocol;

// keepldr: supervises one keep and outlives keepmgr. It starts the TEE instance, forwards bytes to it, and when either
// of them ends it clears away everything that was theirs.

const int UsageStatus = 64;
const int FailureStatus = 1;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"keepldr: {e.Message}\n{Options.Usage}");
    return UsageStatus;
}

Daemon.LeaveSession();
try
{
    PrivateDirectory.Ensure(options.Directory);
    using FileStream alive = LockFile.TryTake(LocalPlaces.LoaderLock(options.Directory))
        ?? throw new IOException($"another keepldr holds '{options.Directory}'");
    using var ending = new CancellationTokenSource();
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        ending.Cancel();
    });

    using SocketServer server = SocketServer.Bind(LocalPlaces.LoaderSocket(options.Directory));
    Daemon.ReleaseStreams(Path.Combine(options.Directory, "log"));

    await using var loader = new Loader(options, ending);
    Task serving = server.RunAsync(loader.HandleAsync, ending.Token);
    await loader.RunAsync();
    await ending.CancelAsync();
    await serving.ContinueWith(static _ => { }, TaskScheduler.Default);
    Directory.Delete(options.Directory, recursive: true);
    return 0;
}
catch (Exception e) when (e is KeepException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine($"keepldr: {e.Message}");
    return FailureStatus;
}
