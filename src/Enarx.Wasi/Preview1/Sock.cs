namespace Enarx.Wasi.Preview1;

/// <summary>Sockets. No descriptor is one, which comes before anything that could be wrong with the other parameters.</summary>
internal static class Sock
{
    public static void Define(HostFunctions functions)
    {
        functions.Define<int, int, int>("sock_accept", static (system, fd, _, _) => NoSocket(system, fd));
        functions.Define<int, int, int, int, int, int>("sock_recv", static (system, fd, _, _, _, _, _) => NoSocket(system, fd));
        functions.Define<int, int, int, int, int>("sock_send", static (system, fd, _, _, _, _) => NoSocket(system, fd));
        functions.Define<int, int>("sock_shutdown", static (system, fd, _) => NoSocket(system, fd));
    }

    private static Errno NoSocket(WasiSystem system, int fd) =>
        system.Descriptors.Find(fd, Rights.None, out _) is var error and not Errno.Success ? error : Errno.NotSock;
}
