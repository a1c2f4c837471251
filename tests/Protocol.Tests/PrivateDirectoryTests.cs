using System.Net.Sockets;

namespace Enarx.Protocol.Tests;

/// <summary>Folders that others could enter, own or swap are refused.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PrivateDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enarxps-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_that_is_not_there_is_made_for_its_owner_alone()
    {
        string path = PrivateDirectory.Ensure(In("new"));
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(path));
        Assert.Equal(path, PrivateDirectory.Ensure(path));
    }

    [Theory]
    [InlineData(0x1C0 | 0x01)]
    [InlineData(0x1C0 | 0x04)]
    [InlineData(0x1C0 | 0x08)]
    [InlineData(0x1C0 | 0x10)]
    [InlineData(0x1C0 | 0x20)]
    [InlineData(0x1FF)]
    public void A_folder_that_others_may_use_is_refused_and_left_as_it_is(int mode)
    {
        string path = Directory.CreateDirectory(In("open")).FullName;
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        Assert.Contains("others may use it", Refused(path), StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)mode, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void A_link_to_a_folder_is_refused(string end)
    {
        string target = PrivateDirectory.Ensure(In("target"));
        Directory.CreateSymbolicLink(In("link"), target);
        Assert.Contains("not a folder", Refused(In("link") + end), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_nothing_is_refused_and_nothing_is_made_behind_it()
    {
        Directory.CreateSymbolicLink(In("link"), In("nothing"));
        Refused(In("link"));
        Assert.False(Directory.Exists(In("nothing")));
    }

    [Fact]
    public void A_file_or_a_socket_is_refused()
    {
        File.WriteAllText(In("file"), "");
        Refused(In("file"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(In("socket")));
        Refused(In("socket"));
    }

    [Fact]
    public void A_folder_inside_of_a_file_is_refused()
    {
        File.WriteAllText(In("file"), "");
        Refused(In("file/folder"));
    }

    [Fact]
    public void A_folder_of_another_user_is_refused()
    {
        // The superuser owns /proc/1 and /root; another user's own folder can only be looked for where there is one.
        string? other = PrivateDirectory.EffectiveUserId() == 0 ? GivenAway() : "/root";
        if (other is null || !Directory.Exists(other))
            Assert.Skip("No folder of another user can be had here.");
        Assert.Contains("belongs to user", Refused(other), StringComparison.Ordinal);
    }

    private string? GivenAway()
    {
        string path = PrivateDirectory.Ensure(In("given"));
        using var chown = System.Diagnostics.Process.Start("chown", ["65534", path]);
        chown.WaitForExit();
        return chown.ExitCode == 0 ? path : null;
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static string Refused(string path)
    {
        var e = Assert.Throws<KeepException>(() => PrivateDirectory.Ensure(path));
        Assert.Equal(KeepErrorId.UnsafeDirectory, e.ErrorId);
        return e.Message;
    }
}
