using System.Diagnostics;
using Enarx.Client;
using Enarx.Protocol;

namespace Enarx.EndToEnd.Tests;

/// <summary>Programs that are killed at every step; what remains, and what their clients are told.</summary>
public class LifecycleTests
{
    [Fact]
    public async Task Killing_the_manager_leaves_its_keeps_and_their_workloads_and_the_next_one_finds_them()
    {
        await using var host = new TestHost();
        Keep[] keeps = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => host.CreateAsync($"keep-{i}")));
        using WorkloadRun run = await TestHost.StartAsync(await host.AppraiseAsync(keeps[0]), "probe.wasm", "copy");

        await KillAsync(Assert.Single(host.Processes("keepmgr")));
        Assert.Equal(10, host.Processes("keepldr").Count);
        await TestHost.FeedAsync(run, "still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), (await TestHost.DrainAsync(run)).Output);

        IReadOnlyList<Keep> found = await host.Manager.GetKeepsAsync(default);
        Assert.Equal(keeps.Select(keep => (keep.Id, keep.Name)).Order(), found.Select(keep => (keep.Id, keep.Name)).Order());
        Assert.All(found, keep => Assert.Equal(KeepState.Ready, keep.State));
        await host.AppraiseAsync(found[9]);
    }

    [Fact]
    public async Task Killing_the_loader_ends_its_keep_and_leaves_nothing()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        KeepAppraisal appraisal = await host.AppraiseAsync(keep);
        using Process guest = TestHost.GuestOf(keep);
        using WorkloadRun run = await TestHost.StartAsync(appraisal, "probe.wasm", "spin");

        await KillAsync(Process.GetProcessById(keep.ProcessId));

        await TestHost.UntilAsync(() => run.Workload.State == WorkloadState.Lost, "the client learns that the keep is lost");
        Assert.Equal(KeepErrorId.KeepLost, run.Workload.Error?.ErrorId);
        await TestHost.UntilAsync(() => guest.HasExited, "the keep's process ends with its loader");
        await TestHost.UntilAsync(() => !Directory.Exists(host.Places.KeepDirectory(keep.Id)), "its folder is gone");
        Assert.Empty(await host.Manager.GetKeepsAsync(default));
        await TestHost.FailsAsync(KeepErrorId.KeepNotFound, () => host.Manager.AttestAsync(keep, null, default));
        await TestHost.FailsAsync(KeepErrorId.KeepNotFound, () => TestHost.StartAsync(appraisal, "probe.wasm", "exit", "0"));
    }

    [Fact]
    public async Task Killing_the_keeps_process_ends_its_loader_and_leaves_nothing()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        using WorkloadRun run = await TestHost.StartAsync(await host.AppraiseAsync(keep), "probe.wasm", "write", "100");

        await KillAsync(TestHost.GuestOf(keep));

        await TestHost.DrainAsync(run);
        Assert.Equal((WorkloadState.Lost, KeepErrorId.KeepLost), (run.Workload.State, run.Workload.Error?.ErrorId));
        await TestHost.UntilAsync(() => host.Processes("keepldr").Count == 0 && !Directory.Exists(host.Places.KeepDirectory(keep.Id)), "loader and folder are gone");
        Assert.Empty(await host.Manager.GetKeepsAsync(default));
    }

    [Theory]
    [InlineData("keepldr", 0)]
    [InlineData("keepldr", 15)]
    [InlineData("keepldr", 40)]
    [InlineData("wasmldr", 0)]
    [InlineData("keepmgr", 5)]
    public async Task Killing_a_program_while_a_keep_is_made_fails_soon_or_is_too_late_and_leaves_nothing(string program, int delay)
    {
        await using var host = new TestHost();
        await host.Manager.GetOffersAsync(default);

        Task<Keep> creating = host.CreateAsync();
        await TestHost.UntilAsync(() => creating.IsCompleted || Targets().Count > 0, $"{program} runs");
        await Task.Delay(delay);
        foreach (Process process in Targets())
            process.Kill();

        try
        {
            await creating.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (KeepException e)
        {
            Assert.Contains(e.ErrorId, new[] { KeepErrorId.KeepStartFailed, KeepErrorId.KeepLost, KeepErrorId.ManagerUnavailable });
        }

        // Whatever was made in the end is listed, and disposal removes it and proves that nothing else is there.
        await host.Manager.GetKeepsAsync(default);

        IReadOnlyList<Process> Targets() => program == "wasmldr"
            ? [.. host.Processes("keepldr").SelectMany(loader => Process.GetProcessesByName("wasmldr").Where(guest => IsChild(guest, loader)))]
            : host.Processes(program);
    }

    [Theory]
    [InlineData("keepldr")]
    [InlineData("wasmldr")]
    public async Task Killing_a_program_while_it_attests_gives_an_error_soon(string program)
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        using Process target = program == "keepldr" ? Process.GetProcessById(keep.ProcessId) : TestHost.GuestOf(keep);

        Task<KeepEvidence>[] asking = [.. Enumerable.Range(0, 8).Select(_ => host.Manager.AttestAsync(keep, null, default))];
        target.Kill();

        foreach (Task<KeepEvidence> one in asking)
        {
            try
            {
                await one.WaitAsync(TimeSpan.FromSeconds(30));
            }
            catch (KeepException e)
            {
                Assert.Contains(e.ErrorId, new[] { KeepErrorId.KeepLost, KeepErrorId.KeepNotFound });
            }
        }

        await TestHost.UntilAsync(() => !Directory.Exists(host.Places.KeepDirectory(keep.Id)), "its folder is gone");
    }

    [Fact]
    public async Task A_loader_that_hangs_is_listed_as_such_and_can_be_removed()
    {
        await using var host = new TestHost();
        Keep hung = await host.CreateAsync("hung"), well = await host.CreateAsync("well");
        Signal(hung.ProcessId, "-STOP");

        IReadOnlyList<Keep> keeps = await host.Manager.GetKeepsAsync(default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(KeepState.Unresponsive, keeps.Single(keep => keep.Id == hung.Id).State);
        Assert.Equal(KeepState.Ready, keeps.Single(keep => keep.Id == well.Id).State);
        await host.Manager.RemoveAsync(hung.Id, default);
        Assert.Equal(well.Id, Assert.Single(await host.Manager.GetKeepsAsync(default)).Id);
    }

    [Fact]
    public async Task A_creation_that_is_cancelled_leaves_nothing()
    {
        await using var host = new TestHost();
        for (int delay = 0; delay < 60; delay += 15)
        {
            KeepContract offer = (await host.Manager.GetOffersAsync(default))[0];
            using var cancel = new CancellationTokenSource();
            Task<Keep> creating = host.Manager.CreateAsync(offer, $"keep-{delay}", cancel.Token);
            await Task.Delay(delay);
            await cancel.CancelAsync();
            try
            {
                await host.Manager.RemoveAsync((await creating).Id, default);
            }
            catch (OperationCanceledException)
            {
                // It was not too late.
            }

            await TestHost.UntilAsync(() => host.Manager.GetKeepsAsync(default).GetAwaiter().GetResult().Count == 0, "no keep is listed");
        }
    }

    [Fact]
    public async Task Contracts_are_good_once_and_names_are_one_keeps()
    {
        await using var host = new TestHost();
        KeepContract offer = (await host.Manager.GetOffersAsync(default))[0];
        await host.Manager.CreateAsync(offer, "demo", default);

        await TestHost.FailsAsync(KeepErrorId.ContractNotOffered, () => host.Manager.CreateAsync(offer, "other", default));
        await TestHost.FailsAsync(KeepErrorId.ContractNotOffered, () => host.Manager.CreateAsync(offer with { Id = Guid.NewGuid() }, "other", default));
        await TestHost.FailsAsync(KeepErrorId.KeepNameInUse, () => host.CreateAsync("DEMO"));
        await TestHost.FailsAsync(KeepErrorId.KeepNameInvalid, () => host.CreateAsync("../demo"));
        await TestHost.FailsAsync(KeepErrorId.KeepNotFound, () => host.Manager.RemoveAsync(Guid.NewGuid(), default));
    }

    [Fact]
    public async Task Many_keeps_are_made_at_once()
    {
        await using var host = new TestHost();
        Keep[] keeps = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.CreateAsync($"keep-{i}")));
        KeepAppraisal[] appraisals = await Task.WhenAll(keeps.Select(host.AppraiseAsync));
        Assert.Equal(20, appraisals.Select(appraisal => Convert.ToHexString(appraisal.AttestedKey!)).Distinct().Count());
    }

    [Fact]
    public async Task Clients_that_start_the_manager_at_once_end_with_one()
    {
        await using var host = new TestHost();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Manager.GetOffersAsync(default)));
        await TestHost.UntilAsync(() => host.Processes("keepmgr").Count == 1, "one manager is left");
    }

    [Fact]
    public async Task A_manager_goes_when_it_is_idle_and_has_no_keep_and_not_before()
    {
        await using var host = new TestHost();
        using Process manager = Process.Start(new ProcessStartInfo(
            Path.Combine(Repository.HostPrograms, "keepmgr"),
            ["--runtime-directory", host.Places.RuntimeDirectory, "--state-directory", host.Places.StateDirectory, "--idle-seconds", "1"]))!;
        await TestHost.UntilAsync(() => File.Exists(host.Places.ManagerSocket), "the manager serves");
        Keep keep = await host.CreateAsync();

        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.False(manager.HasExited);
        await host.Manager.RemoveAsync(keep.Id, default);

        await TestHost.UntilAsync(() => manager.HasExited, "the idle manager ends");
        Assert.Equal(0, manager.ExitCode);
        Assert.False(File.Exists(host.Places.ManagerSocket));
    }

    [Fact]
    public async Task A_manager_that_is_asked_to_end_leaves_its_keeps()
    {
        await using var host = new TestHost();
        await host.CreateAsync();
        using Process manager = Assert.Single(host.Processes("keepmgr"));
        Signal(manager.Id, "-TERM");
        await TestHost.UntilAsync(() => manager.HasExited, "the manager ends");

        Assert.Equal(KeepState.Ready, Assert.Single(await host.Manager.GetKeepsAsync(default)).State);
    }

    [Fact]
    public async Task What_a_crash_of_the_whole_machine_left_is_cleared_away()
    {
        await using var host = new TestHost();
        host.Places.Ensure();
        string stale = host.Places.KeepDirectory(Guid.NewGuid());
        Directory.CreateDirectory(stale);
        await File.WriteAllTextAsync(LocalPlaces.LoaderLock(stale), "");
        await File.WriteAllTextAsync(LocalPlaces.LoaderSocket(stale), "");
        await File.WriteAllTextAsync(host.Places.ManagerSocket, "");

        Assert.Empty(await host.Manager.GetKeepsAsync(default));
        Assert.False(Directory.Exists(stale));
    }

    [Fact]
    public async Task A_manager_does_not_use_a_folder_that_others_may_use()
    {
        var host = new TestHost();
        File.SetUnixFileMode(host.Places.RuntimeDirectory, (UnixFileMode)0b111_111_101);

        KeepException failure = await TestHost.FailsAsync(KeepErrorId.ManagerUnavailable, () => host.Manager.GetOffersAsync(default));

        Assert.Contains("others may use it", failure.Message, StringComparison.Ordinal);
        Directory.Delete(host.Places.RuntimeDirectory, recursive: true);
    }

    [Fact]
    public async Task A_host_without_the_keeps_program_says_so()
    {
        await using var host = new TestHost();
        string partial = Path.Combine(host.Places.RuntimeDirectory, "programs");
        Directory.CreateDirectory(partial);
        foreach (string program in new[] { "keepmgr", "keepldr" })
            File.Copy(Path.Combine(Repository.HostPrograms, program), Path.Combine(partial, program));
        using Process manager = Process.Start(new ProcessStartInfo(
            Path.Combine(partial, "keepmgr"), ["--runtime-directory", host.Places.RuntimeDirectory, "--state-directory", host.Places.StateDirectory]))!;
        await TestHost.UntilAsync(() => File.Exists(host.Places.ManagerSocket), "the manager serves");

        Assert.Contains(await host.Manager.GetPlatformsAsync(default), platform => platform is { IsSimulated: true, IsAvailable: false });
        await TestHost.FailsAsync(KeepErrorId.KeepStartFailed, () => host.CreateAsync());
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await TestHost.UntilAsync(() => process.HasExited, $"{process.Id} is dead");
    }

    private static void Signal(int process, string signal)
    {
        using Process kill = Process.Start("kill", [signal, $"{process}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static bool IsChild(Process child, Process parent)
    {
        try
        {
            return File.ReadAllText($"/proc/{child.Id}/stat").Split(") ")[1].Split(' ')[1] == $"{parent.Id}";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
