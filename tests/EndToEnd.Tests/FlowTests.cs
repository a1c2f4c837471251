using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Enarx.Attestation;
using Enarx.Client;
using Enarx.Protocol;

namespace Enarx.EndToEnd.Tests;

/// <summary>The ten steps, over real processes.</summary>
public class FlowTests
{
    public static TheoryData<Tee, string> Kinds => [.. Simulator.Kinds.Select(kind => (kind.Tee, kind.Product))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_simulated_keep_of_each_kind_passes_under_its_pinned_root_and_under_no_other_policy_and_runs_a_program(Tee tee, string product)
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync(tee: tee, product: product);
        Assert.True(keep.IsSimulated);
        Assert.Equal((tee, product), (keep.Tee, keep.Product));

        KeepEvidence evidence = await host.Manager.AttestAsync(keep, null, default);
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, SimulationRoot.Policy, DateTimeOffset.UtcNow);
        Assert.True(appraisal.Passed, appraisal.ToString());
        Assert.True(appraisal.IsSimulated);
        if (tee == Tee.SevSnp)
            Assert.Equal(product, appraisal.Product);

        KeepAppraisal refused = EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), DateTimeOffset.UtcNow);
        Assert.False(refused.Passed);
        Assert.Equal(CheckCategory.Simulation, refused.FirstFailure!.Category);

        (string output, _, KeepWorkload workload) = await TestHost.RunAsync(appraisal, "report.wasm", "path,extension,bytes,age_days\n/a,.txt,100,3\n"u8.ToArray());
        Assert.Contains("rows 1", output, StringComparison.Ordinal);
        Assert.Equal(0, workload.ExitStatus);
    }

    [Fact]
    public async Task The_measurement_is_of_the_files_that_were_started()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());

        var digest = new SnpLaunchDigest();
        ulong address = 0;
        string lengths = "--evidence\0simulated";
        foreach (string file in new[] { "wasmldr", "libwasmtime.so" })
        {
            byte[] content = await File.ReadAllBytesAsync(Path.Combine(Repository.HostPrograms, file));
            address = digest.Add(address, new MemoryStream(content));
            lengths += $"\0{file}={content.Length}";
        }

        digest.Add(address, new MemoryStream(Encoding.UTF8.GetBytes(lengths)));
        Assert.Equal(Convert.ToHexStringLower(digest.ToArray()), appraisal.Measurement);
    }

    [Fact]
    public async Task A_program_built_by_rustc_gets_its_input_and_gives_its_output_and_status()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());
        byte[] csv = Encoding.UTF8.GetBytes("path,extension,bytes,age_days\n/a,.txt,100,3\n\"/b,c\",.md,50,1\n");

        (string output, string error, KeepWorkload workload) = await TestHost.RunAsync(appraisal, "report.wasm", csv, "--exit", "7");

        Assert.Contains("rows 2", output, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(csv)), output, StringComparison.Ordinal);
        Assert.Equal("", error);
        Assert.Equal((WorkloadState.Exited, 7), (workload.State, workload.ExitStatus));
    }

    [Fact]
    public async Task Twenty_megabytes_go_in_and_come_back_unchanged()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());
        byte[] data = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);

        using WorkloadRun run = await TestHost.StartAsync(appraisal, "probe.wasm", "copy");
        Task feeding = TestHost.FeedAsync(run, data);
        (byte[] output, _) = await TestHost.DrainAsync(run);
        await feeding;

        Assert.True(data.AsSpan().SequenceEqual(output), $"{output.Length} bytes came back.");
    }

    [Fact]
    public async Task Three_hundred_thousand_rows_are_reported()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());
        var csv = new StringBuilder("path,extension,bytes,age_days\n");
        for (int i = 0; i < 300_000; i++)
            csv.Append("/folder/").Append(i).Append(",.e").Append(i % 37).Append(',').Append(i).Append(',').Append(i % 1000).Append('\n');

        (string output, _, _) = await TestHost.RunAsync(appraisal, "report.wasm", Encoding.UTF8.GetBytes(csv.ToString()));

        Assert.Contains("rows 300000", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trap_is_told_apart_from_an_exit_and_the_keep_goes_on()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());

        (_, _, KeepWorkload trapped) = await TestHost.RunAsync(appraisal, "probe.wasm", null, "trap");
        (_, _, KeepWorkload exited) = await TestHost.RunAsync(appraisal, "probe.wasm", null, "exit", "255");

        Assert.Equal((WorkloadState.Failed, KeepErrorId.WorkloadTrapped), (trapped.State, trapped.Error?.ErrorId));
        Assert.Null(trapped.ExitStatus);
        Assert.Equal((WorkloadState.Exited, 255), (exited.State, exited.ExitStatus));
    }

    [Fact]
    public async Task Workloads_run_side_by_side_in_one_keep()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());

        (string Output, string, KeepWorkload)[] runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            TestHost.RunAsync(appraisal, "probe.wasm", Encoding.UTF8.GetBytes($"input {i}"), "copy")));

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"input {i}"), runs.Select(run => run.Output));
    }

    [Fact]
    public async Task A_tight_loop_is_stopped()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());
        using WorkloadRun run = await TestHost.StartAsync(appraisal, "probe.wasm", "spin");

        await run.StopAsync(default);

        await TestHost.UntilAsync(() => run.Workload.State == WorkloadState.Stopped, "the workload is stopped");
        (_, _, KeepWorkload next) = await TestHost.RunAsync(appraisal, "probe.wasm", null, "exit", "0");
        Assert.Equal(0, next.ExitStatus);
    }

    [Fact]
    public async Task A_client_that_goes_takes_its_workload_with_it()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());
        // As many as a keep runs at once: if any outlived its client, the next would be refused.
        for (int round = 0; round < 2; round++)
        {
            WorkloadRun[] runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => TestHost.StartAsync(appraisal, "probe.wasm", "spin")));
            foreach (WorkloadRun run in runs)
                run.Dispose();
            await TestHost.UntilAsync(() => HasRoom(appraisal), "the keep takes workloads again");
        }

        static bool HasRoom(KeepAppraisal appraisal)
        {
            try
            {
                TestHost.StartAsync(appraisal, "probe.wasm", "exit", "0").GetAwaiter().GetResult().Dispose();
                return true;
            }
            catch (KeepException e) when (e.ErrorId == KeepErrorId.WorkloadLimit)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Output_that_nobody_receives_holds_the_program_up_and_not_the_memory()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        KeepAppraisal appraisal = await host.AppraiseAsync(keep);
        using WorkloadRun run = await TestHost.StartAsync(appraisal, "probe.wasm", "write", "400");

        await TestHost.UntilAsync(() => run.IsHeldUp, "the program waits for its reader");

        Assert.Equal(WorkloadState.Running, run.Workload.State);
        long guest = TestHost.GuestOf(keep).WorkingSet64;
        Assert.True(guest < 200L * 1024 * 1024, $"The keep holds {guest} bytes.");
        await run.StopAsync(default);
    }

    [Fact]
    public async Task What_was_accepted_is_in_the_claims_from_then_on()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        KeepAppraisal before = await host.AppraiseAsync(keep);
        Assert.Null(KeepClaims.Decode(before.Evidence.Claims).Workload);

        await TestHost.RunAsync(before, "probe.wasm", null, "exit", "0");
        KeepAppraisal after = await host.AppraiseAsync(keep);

        KeepClaims claims = KeepClaims.Decode(after.Evidence.Claims);
        Assert.Equal(SHA384.HashData(Repository.Workload("probe.wasm")), claims.Workload);
        Assert.Equal(1ul, claims.Launch);
        Assert.NotNull(claims.Config);
    }

    [Fact]
    public async Task The_certificate_carries_the_evidence_that_is_for_its_own_key()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(appraisal.Evidence.Certificate!);

        Assert.Equal(appraisal.AttestedKey, SHA384.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        X509Extension wrapper = Assert.Single(certificate.Extensions, extension => extension.Oid!.Value == "1.3.6.1.5.5.7.1.35");
        Assert.Contains(Convert.ToHexString(appraisal.Evidence.Report), Convert.ToHexString(wrapper.RawData), StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexString(appraisal.Evidence.Claims!), Convert.ToHexString(wrapper.RawData), StringComparison.Ordinal);
    }
}
