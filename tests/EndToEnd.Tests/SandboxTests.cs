using System.Diagnostics;
using System.Net;

namespace Enarx.EndToEnd.Tests;

/// <summary>The walls around a keep's process, looked at from outside.</summary>
public class SandboxTests
{
    private static readonly bool IsRoot = Environment.IsPrivilegedProcess;

    [Fact]
    public async Task Every_wall_that_is_reported_stands()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        using Process guest = TestHost.GuestOf(keep);
        Dictionary<string, string> status = File.ReadLines($"/proc/{guest.Id}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim());

        foreach (SandboxMeasure wall in keep.Sandbox.Where(wall => wall.Applied))
        {
            switch (wall.Name)
            {
                case "mount namespace": OwnNamespace("mnt"); break;
                case "network namespace": OwnNamespace("net"); break;
                case "process namespace": OwnNamespace("pid"); break;
                case "IPC namespace": OwnNamespace("ipc"); break;
                case "host name namespace": OwnNamespace("uts"); break;
                case "no new privileges": Assert.Equal("1", status["NoNewPrivs"]); break;
                case "system call filter": Assert.Equal("2", status["Seccomp"]); break;
                case "unprivileged user": Assert.DoesNotContain("0", status["Uid"].Split('\t')); break;
                case "no capabilities":
                    Assert.All(new[] { "CapInh", "CapPrm", "CapEff", "CapAmb" }, set => Assert.Equal(0ul, Convert.ToUInt64(status[set], 16)));
                    break;
                case "file system": Assert.Equal(["keep", "lib", "lib64", "usr"], Directory.GetFileSystemEntries($"/proc/{guest.Id}/root/").Select(Path.GetFileName).Order()); break;
                case "Landlock": break;
                default: Assert.Fail($"No test looks at the wall '{wall.Name}'."); break;
            }
        }

        void OwnNamespace(string kind) => Assert.NotEqual(new FileInfo($"/proc/self/ns/{kind}").LinkTarget, new FileInfo($"/proc/{guest.Id}/ns/{kind}").LinkTarget);
    }

    [Fact]
    public async Task As_root_every_wall_stands()
    {
        Assert.SkipUnless(IsRoot, "Namespaces need root; the tests run as another user.");
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        Assert.Equal(11, keep.Sandbox.Count);
        Assert.All(keep.Sandbox, wall => Assert.True(wall.Applied, wall.ToString()));
    }

    [Fact]
    public async Task The_keeps_process_has_no_environment_and_cannot_be_read_or_dumped()
    {
        Assert.SkipUnless(IsRoot, "Looking into a process that is not dumpable needs root.");
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        using Process guest = TestHost.GuestOf(keep);

        Assert.Equal("", await File.ReadAllTextAsync($"/proc/{guest.Id}/environ"));
        Assert.Contains("Max core file size        0                    0", await File.ReadAllTextAsync($"/proc/{guest.Id}/limits"), StringComparison.Ordinal);
        // A process that is not dumpable has its files in /proc owned by root, whoever it runs as.
        Assert.Equal("0", Stat("%u", $"/proc/{guest.Id}/environ"));
        string[] files = [.. Directory.GetFileSystemEntries($"/proc/{guest.Id}/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "")];
        Assert.DoesNotContain(files, target => target.StartsWith('/') && target is not ("/dev/null" or "/dev/urandom") && !target.StartsWith("/keep/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sockets_are_the_users_alone()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        Assert.Equal("600", Stat("%a", host.Places.ManagerSocket));
        Assert.Equal("700", Stat("%a", host.Places.RuntimeDirectory));
        Assert.Equal("700", Stat("%a", host.Places.KeepDirectory(keep.Id)));
        Assert.Equal("600", Stat("%a", Enarx.Protocol.LocalPlaces.LoaderSocket(host.Places.KeepDirectory(keep.Id))));
        Assert.True(IPAddress.IsLoopback(IPEndPoint.Parse(keep.Endpoint!).Address));
    }

    private static string Stat(string format, string path)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", format, path]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }
}
