namespace Enarx.Wasi.Preview1;

/// <summary>
/// Calls that take a path, which is relative to a directory's descriptor. No descriptor is a directory. As in Linux the path is fetched
/// first (EFAULT), then the descriptor is looked at (EBADF, ENOTDIR).
/// </summary>
internal static class Path
{
    private const int FilestatBytes = 64;

    public static void Define(HostFunctions functions)
    {
        functions.Define<int, int, int>("path_create_directory", static (system, fd, path, length) => At(system, fd, path, length));
        functions.Define<int, int, int, int, int>("path_filestat_get", static (system, fd, flags, path, length, result) =>
            system.Memory.TryGet(result, FilestatBytes, out _) ? At(system, fd, path, length) : Errno.Fault);
        functions.Define<int, int, int, int, long, long, int>("path_filestat_set_times", static (system, fd, _, path, length, _, _, _) =>
            At(system, fd, path, length));
        functions.Define<int, int, int, int, int, int, int>("path_link", static (system, fd, _, path, length, toFd, toPath, toLength) =>
            Between(system, fd, path, length, toFd, toPath, toLength));
        functions.Define<int, int, int, int, int, long, long, int, int>("path_open", static (system, fd, _, path, length, _, _, _, _, result) =>
            system.Memory.TryGet(result, sizeof(int), out _) ? At(system, fd, path, length) : Errno.Fault);
        functions.Define<int, int, int, int, int, int>("path_readlink", static (system, fd, path, length, buffer, bufferLength, result) =>
            system.Memory.TryGet(buffer, bufferLength, out _) && system.Memory.TryGet(result, sizeof(int), out _)
                ? At(system, fd, path, length)
                : Errno.Fault);
        functions.Define<int, int, int>("path_remove_directory", static (system, fd, path, length) => At(system, fd, path, length));
        functions.Define<int, int, int, int, int, int>("path_rename", static (system, fd, path, length, toFd, toPath, toLength) =>
            Between(system, fd, path, length, toFd, toPath, toLength));
        functions.Define<int, int, int, int, int>("path_symlink", static (system, text, textLength, fd, path, length) =>
            system.Memory.TryGet(text, textLength, out _) ? At(system, fd, path, length) : Errno.Fault);
        functions.Define<int, int, int>("path_unlink_file", static (system, fd, path, length) => At(system, fd, path, length));
    }

    private static Errno At(WasiSystem system, int fd, int path, int length)
    {
        if (!system.Memory.TryGet(path, length, out _))
            return Errno.Fault;
        Errno error = system.Descriptors.Find(fd, Rights.None, out _);
        return error == Errno.Success ? Errno.NotDir : error;
    }

    private static Errno Between(WasiSystem system, int fd, int path, int length, int toFd, int toPath, int toLength)
    {
        if (!system.Memory.TryGet(toPath, toLength, out _))
            return Errno.Fault;
        Errno error = At(system, fd, path, length);
        return error == Errno.NotDir ? At(system, toFd, toPath, toLength) : error;
    }
}
