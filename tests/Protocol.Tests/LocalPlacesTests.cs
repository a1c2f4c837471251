namespace Enarx.Protocol.Tests;

/// <summary>Where sockets and state are. The variables are the process's own, so these tests run one after another.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LocalPlacesTests : IDisposable
{
    private static readonly string[] Variables = [LocalPlaces.RuntimeVariable, LocalPlaces.StateVariable, "XDG_RUNTIME_DIR", "XDG_STATE_HOME"];

    private readonly string?[] _before = [.. Variables.Select(Environment.GetEnvironmentVariable)];
    private readonly string _folder = Directory.CreateTempSubdirectory("enarxps-test-").FullName;

    public LocalPlacesTests() => Array.ForEach(Variables, variable => Environment.SetEnvironmentVariable(variable, null));

    public void Dispose()
    {
        for (int i = 0; i < Variables.Length; i++)
            Environment.SetEnvironmentVariable(Variables[i], _before[i]);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Without_variables_they_are_in_the_temporary_folder_by_user_and_in_the_home()
    {
        LocalPlaces places = LocalPlaces.OfThisUser();
        Assert.Equal(Path.Combine(Path.GetTempPath(), $"enarxps-{PrivateDirectory.EffectiveUserId()}"), places.RuntimeDirectory);
        Assert.EndsWith("/.local/state/enarxps", places.StateDirectory, StringComparison.Ordinal);
    }

    [Fact]
    public void The_variables_of_the_xdg_specification_are_used()
    {
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", "/run/user/1");
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", "/home/a/state");
        Assert.Equal(new LocalPlaces("/run/user/1/enarxps", "/home/a/state/enarxps"), LocalPlaces.OfThisUser());
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("./relative")]
    public void Relative_paths_in_them_are_ignored_as_the_specification_has_it(string path)
    {
        LocalPlaces without = LocalPlaces.OfThisUser();
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", path);
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", path);
        Assert.Equal(without, LocalPlaces.OfThisUser());
    }

    [Fact]
    public void Our_own_variables_come_first_and_are_made_absolute()
    {
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", "/run/user/1");
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", "/home/a/state");
        Environment.SetEnvironmentVariable(LocalPlaces.RuntimeVariable, "here");
        Environment.SetEnvironmentVariable(LocalPlaces.StateVariable, "/there/../state");
        Assert.Equal(new LocalPlaces(Path.GetFullPath("here"), "/state"), LocalPlaces.OfThisUser());
    }

    [Fact]
    public void The_folders_are_made_for_this_user_alone()
    {
        LocalPlaces places = new LocalPlaces(Path.Combine(_folder, "run"), Path.Combine(_folder, "state")).Ensure();
        Assert.All(new[] { places.RuntimeDirectory, places.KeepsDirectory, places.StateDirectory }, path => Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void One_unsafe_folder_is_enough_for_a_refusal()
    {
        var places = new LocalPlaces(Path.Combine(_folder, "run"), Path.Combine(_folder, "state"));
        Directory.CreateDirectory(places.StateDirectory);
        File.SetUnixFileMode(places.StateDirectory, (UnixFileMode)0x1FF);
        Assert.Equal(KeepErrorId.UnsafeDirectory, Assert.Throws<KeepException>(places.Ensure).ErrorId);
    }

    [Theory]
    [InlineData(107, true)]
    [InlineData(108, false)]
    public void A_socket_path_is_as_long_as_the_kernel_takes_and_no_longer(int length, bool accepted)
    {
        int rest = Path.Combine("/keeps", new string('0', 32), "ldr").Length;
        // Two-byte characters: the kernel counts bytes.
        int fill = length - rest - _folder.Length - 1;
        string runtime = Path.Combine(_folder, new string('\u00e9', fill / 2) + new string('r', fill % 2));
        var places = new LocalPlaces(runtime, Path.Combine(_folder, "state"));
        if (accepted)
        {
            places.Ensure();
            string keep = Directory.CreateDirectory(places.KeepDirectory(Guid.Empty)).FullName;
            using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(LocalPlaces.LoaderSocket(keep)));
        }
        else
        {
            var e = Assert.Throws<KeepException>(places.Ensure);
            Assert.Equal(KeepErrorId.UnsafeDirectory, e.ErrorId);
            Assert.Contains(LocalPlaces.RuntimeVariable, e.Message, StringComparison.Ordinal);
        }
    }
}
