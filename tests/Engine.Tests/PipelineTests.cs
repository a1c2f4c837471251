using System.Management.Automation;

namespace Engine.Tests;

/// <summary>The pipeline as users write it.</summary>
[Collection(OneAtATime.Name)]
public sealed class PipelineTests : IDisposable
{
    private readonly KeepShell _shell = new();

    public PipelineTests() => _shell.Good("$p = New-KeepPolicy test -AllowSimulation");

    public void Dispose()
    {
        _shell.Run("Get-Keep | Remove-Keep");
        _shell.Dispose();
    }

    [Fact]
    public void A_keep_is_made_attested_appraised_and_runs_a_program()
    {
        IReadOnlyList<PSObject> output = _shell.Good("""
            $w = New-Keep -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p | Start-KeepWorkload $report --help
            $w | Wait-KeepWorkload | ForEach-Object { "$($_.State) $($_.ExitStatus)" }
            $w | Receive-KeepWorkload
            """);
        Assert.Equal("Exited 0", output[0].ToString());
        Assert.StartsWith("usage: report", output[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_bind_by_property_name_and_wildcards_select()
    {
        _shell.Good("'one', 'two', 'other' | New-Keep -Simulate SevSnp");
        Assert.Equal(3, _shell.Good("[pscustomobject]@{ Name = 'o*' }, [pscustomobject]@{ Name = 'two' } | Get-Keep").Count);
        Assert.Equal(2, _shell.Good("Get-KeepAttestation one, two").Count);
        _shell.Good("[pscustomobject]@{ Name = 't*' } | Remove-Keep");
        Assert.Equal(2, _shell.Good("Get-Keep").Count);
    }

    [Fact]
    public void Refused_evidence_does_not_come_out_of_the_pipeline()
    {
        ShellResult result = _shell.Run("New-Keep refused -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence | Start-KeepWorkload $probe");
        ErrorRecord error = result.Error("EvidenceSimulated", ErrorCategory.SecurityError);
        Assert.Empty(result.Output);
        dynamic appraisal = error.TargetObject;
        Assert.False(appraisal.Passed);
        Assert.True(((IEnumerable<object>)appraisal.Checks).Count() > 40);
    }

    [Fact]
    public void A_test_in_an_if_does_not_fail_open()
    {
        _shell.Good("$e = New-Keep -Simulate SevSnp | Get-KeepAttestation");
        Assert.Equal("refused", Assert.Single(_shell.Run("if ($e | Test-KeepEvidence -ErrorAction SilentlyContinue) { 'passed' } else { 'refused' }").Output).ToString());
        Assert.Equal("passed", Assert.Single(_shell.Run("if ($e | Test-KeepEvidence -Policy $p) { 'passed' } else { 'refused' }").Output).ToString());
        Assert.Equal("False True", string.Join(' ', _shell.Good("$e | Test-KeepEvidence -Quiet; $e | Test-KeepEvidence -Quiet -Policy $p")));
        ShellResult audit = _shell.Run("$e | Test-KeepEvidence -IncludeRejected");
        audit.Error("EvidenceSimulated", ErrorCategory.SecurityError);
        Assert.Single(audit.Output);
    }

    [Fact]
    public void A_passed_simulation_is_warned_about()
    {
        ShellResult result = _shell.Run("New-Keep sim -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p");
        Assert.Contains(result.Warnings, warning => warning.Contains("No TEE protects keep 'sim'", StringComparison.Ordinal));
    }

    [Fact]
    public void What_if_does_nothing_and_a_no_does_nothing()
    {
        _shell.Good("$a = New-Keep kept -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p");
        _shell.Answer = 2;
        Assert.Empty(_shell.Good("New-Keep never -Simulate SevSnp -WhatIf; New-Keep never -Simulate SevSnp -Confirm; $a | Start-KeepWorkload $probe -WhatIf; $a | Invoke-KeepWorkload $probe exit, 3 -WhatIf; Remove-Keep kept -WhatIf; Remove-Keep kept -Confirm; Get-Keep never -ErrorAction Ignore"));
        Assert.Equal(2, _shell.Prompts.Count);
        Assert.Contains("What if:", _shell.Shown, StringComparison.Ordinal);
        Assert.Single(_shell.Good("Get-Keep kept"));
        _shell.Answer = 0;
        Assert.Empty(_shell.Good("Remove-Keep kept -Confirm; Get-Keep"));
    }

    [Fact]
    public void A_program_is_run_like_a_native_command()
    {
        _shell.Good("$a = New-Keep -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p");
        ShellResult copied = _shell.Run("'one', 'zwei ü', '' | Invoke-KeepWorkload $probe copy -Appraisal $a; $LASTEXITCODE");
        Assert.Equal(["one", "zwei ü", "", "0"], copied.Output.Select(line => line.ToString()));
        Assert.Contains(copied.Information, record => record.Tags.Contains("stderr") && record.ToString() == "copied 13 bytes");

        ShellResult failed = _shell.Run("$a | Invoke-KeepWorkload $probe exit, 42; $LASTEXITCODE");
        failed.Error("WorkloadExitStatus", ErrorCategory.FromStdErr);
        Assert.Equal("42", Assert.Single(failed.Output).ToString());

        Assert.Equal("AB", Assert.Single(_shell.Good(", [byte[]](65, 66) | Invoke-KeepWorkload $probe copy -Appraisal $a")).ToString());
        Assert.Equal("x y", Assert.Single(_shell.Good("$a | Invoke-KeepWorkload $probe show, 'x y' -Environment @{ NAME = 'value' } | Where-Object { $_ -match '^argument 2: ' } | ForEach-Object { $_.Substring(12) }")).ToString());
        Assert.Contains("environment: NAME=value", _shell.Good("$a | Invoke-KeepWorkload $probe show -Environment @{ NAME = 'value' }").Select(line => line.ToString()));
    }

    [Fact]
    public void Start_returns_at_once_and_the_rest_follows_the_workload()
    {
        _shell.Good("$a = New-Keep -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p; $w = $a | Start-KeepWorkload $probe spin");
        Assert.Equal("Running", _shell.Good("$w.State")[0].ToString());
        _shell.Run("$w | Wait-KeepWorkload -TimeoutSeconds 1").Error("OperationTimedOut", ErrorCategory.OperationTimeout);
        Assert.Equal("Stopped", _shell.Good("($w | Stop-KeepWorkload -PassThru).State")[0].ToString());
        Assert.Equal("Stopped", _shell.Good("($w | Wait-KeepWorkload).State")[0].ToString());
    }

    [Theory]
    [InlineData("$a | Invoke-KeepWorkload $probe spin")]
    [InlineData("$w = $a | Start-KeepWorkload $probe spin; $w | Wait-KeepWorkload")]
    [InlineData("$w = $a | Start-KeepWorkload $probe spin; $w | Receive-KeepWorkload -Wait")]
    public void Stopping_the_pipeline_ends_a_long_cmdlet_soon(string script)
    {
        _shell.Good("$a = New-Keep stop-me -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p; $started = $false");
        TimeSpan took = _shell.Stop("$script:started = $true; " + script, () => Busy());
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        _shell.Run("if ($w) { $w | Stop-KeepWorkload }");
        // A workload that went on would keep its processor busy.
        KeepShell.Until(() => !Busy());
    }

    [Theory]
    [InlineData("1..1000 | Invoke-KeepWorkload $probe copy -Appraisal $a | ForEach-Object { throw 'enough' }")]
    [InlineData("foreach ($x in 1) { $a | Invoke-KeepWorkload $probe write, 50 | ForEach-Object { break } }")]
    public void A_downstream_that_ends_the_pipeline_ends_the_workload(string script)
    {
        _shell.Good("$a = New-Keep -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p");
        _shell.Run(script);
        // As many as a keep takes at once still fit.
        _shell.Good("$all = foreach ($i in 1..16) { $a | Start-KeepWorkload $probe sleep, 200 }; $null = $all | Wait-KeepWorkload");
    }

    [Fact]
    public void A_keep_of_every_TEE_that_is_simulated_passes_and_shows_as_simulated()
    {
        const string Pipeline = "'SevSnp', 'Sgx', 'Tdx', 'Cca', 'Nitro' | ForEach-Object { New-Keep \"try-$_\" -Simulate $_ } | Get-KeepAttestation | Test-KeepEvidence -Policy $p";
        string shown = _shell.Show(Pipeline);
        Assert.All(new[] { "try-SevSnp", "try-Sgx", "try-Tdx", "try-Cca", "try-Nitro" }, name => Assert.Contains(name, shown, StringComparison.Ordinal));
        Assert.Equal(5, shown.Split("passed, simulated").Length - 1);
    }

    [Fact]
    public void Every_remote_step_is_said_when_asked_and_no_payload_is()
    {
        ShellResult result = _shell.Run("New-Keep loud -Simulate SevSnp -Verbose | Get-KeepAttestation -Verbose | Test-KeepEvidence -Policy $p -Verbose | Invoke-KeepWorkload $probe exit, 0 -Verbose");
        foreach (string step in new[] { "offers", "create", "attest", "Appraised SevSnp", "Connecting to keep 'loud'", "Sending 'probe.wasm'" })
            Assert.Contains(result.Verbose, line => line.Contains(step, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_sessions_work_side_by_side()
    {
        using var other = new KeepShell();
        Task<ShellResult>[] both = [.. new[] { _shell, other }.Select(shell => Task.Run(() => shell.Run("""
            $p = New-KeepPolicy -AllowSimulation
            $a = New-Keep -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p
            1..2000 | Invoke-KeepWorkload $probe copy -Appraisal $a
            """)))];
        Assert.All(both, one => Assert.Equal(2000, one.GetAwaiter().GetResult().Output.Count));
    }

    private static bool Busy() => System.Diagnostics.Process.GetProcessesByName("wasmldr").Any(process =>
    {
        try
        {
            TimeSpan before = process.TotalProcessorTime;
            Thread.Sleep(200);
            process.Refresh();
            return process.TotalProcessorTime - before > TimeSpan.FromMilliseconds(80);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });
}
