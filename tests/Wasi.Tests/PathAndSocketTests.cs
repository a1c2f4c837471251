using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

public sealed class PathAndSocketTests
{
    [Theory]
    [InlineData(0, Errno.NotDir)]
    [InlineData(2, Errno.NotDir)]
    [InlineData(3, Errno.BadF)]
    [InlineData(-1, Errno.BadF)]
    internal void No_descriptor_is_a_directory(int fd, Errno expected) =>
        Assert.All(Paths(fd, 0, 1, 1000).Errnos, e => Assert.Equal(expected, e));

    [Theory]
    [InlineData(Script.End, 1)]
    [InlineData(Script.End - 1, 2)]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    public void A_path_out_of_range_is_EFAULT(int path, int length) =>
        Assert.All(Paths(0, path, length, 1000).Errnos, e => Assert.Equal(Errno.Fault, e));

    [Fact]
    public void A_result_out_of_range_is_EFAULT()
    {
        Script.Outcome outcome = new Script()
            .Call("path_filestat_get", 0, 0, 0, 1, Script.End - 63)
            .Call("path_open", 0, 0, 0, 1, 0, 0L, 0L, 0, Script.End - 3)
            .Call("path_readlink", 0, 0, 1, Script.End - 9, 10, 0)
            .Call("path_readlink", 0, 0, 1, 0, 10, Script.End - 3)
            .Call("path_symlink", Script.End, 1, 0, 0, 1)
            .Call("path_link", 0, 0, 0, 1, 0, Script.End, 1)
            .Call("path_rename", 0, 0, 1, 0, Script.End, 1)
            .Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.Fault, e));
    }

    [Fact]
    public void The_second_descriptor_of_a_pair_counts_too() =>
        Assert.Equal([Errno.BadF, Errno.BadF], new Script().Call("path_link", 0, 0, 0, 1, 9, 0, 1).Call("path_rename", 0, 0, 1, 9, 0, 1).Run().Errnos);

    [Theory]
    [InlineData(0, Errno.NotSock)]
    [InlineData(1, Errno.NotSock)]
    [InlineData(3, Errno.BadF)]
    [InlineData(-1, Errno.BadF)]
    internal void No_descriptor_is_a_socket(int fd, Errno expected)
    {
        Script.Outcome outcome = new Script().Call("sock_accept", fd, 0, 0).Call("sock_recv", fd, 0, 0, 0, 0, 0).Call("sock_send", fd, 0, 0, 0, 0)
            .Call("sock_shutdown", fd, 1).Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(expected, e));
    }

    private static Script.Outcome Paths(int fd, int path, int length, int result) => new Script()
        .Call("path_create_directory", fd, path, length)
        .Call("path_filestat_get", fd, 0, path, length, result)
        .Call("path_filestat_set_times", fd, 0, path, length, 0L, 0L, 0)
        .Call("path_link", fd, 0, path, length, 0, 0, 1)
        .Call("path_open", fd, 0, path, length, 0, 0L, 0L, 0, result)
        .Call("path_readlink", fd, path, length, 0, 10, result)
        .Call("path_remove_directory", fd, path, length)
        .Call("path_rename", fd, path, length, 0, 0, 1)
        .Call("path_symlink", 0, 1, fd, path, length)
        .Call("path_unlink_file", fd, path, length)
        .Run();
}
