namespace Engine.Tests;

/// <summary>What users see: short, and simulation always said.</summary>
[Collection(OneAtATime.Name)]
public sealed class ViewTests : IDisposable
{
    private readonly KeepShell _shell = new();

    public ViewTests() => _shell.Good("$p = New-KeepPolicy seen -AllowSimulation; $k = New-Keep seen -Simulate SevSnp; $e = $k | Get-KeepAttestation; $a = $e | Test-KeepEvidence -Policy $p; $w = $a | Start-KeepWorkload $probe exit, 3 | Wait-KeepWorkload");

    public void Dispose()
    {
        _shell.Run("Get-Keep | Remove-Keep");
        _shell.Dispose();
    }

    [Theory]
    [InlineData("$k", "seen", "simulated SevSnp", "Genoa", "Ready", "127.0.0.1:")]
    [InlineData("$e", "seen", "1184 bytes", "no: Test-KeepEvidence")]
    [InlineData("$a", "seen", "passed, simulated", "SevSnp Genoa")]
    [InlineData("$p", "seen", "accepted from root", "refused")]
    [InlineData("$w", "probe.wasm", "seen", "Exited", "3")]
    [InlineData("Get-KeepPlatform", "simulated SevSnp", "process", "[yes]", "[no]")]
    [InlineData("$a.Checks", "passed", "snp.report.signature", "not asked")]
    [InlineData("$a.Claims", "VMPL", "report[")]
    [InlineData("$a.Endorsements", "VCEK", "CN=")]
    [InlineData("New-KeepPolicy x -Rtmr @{ 1 = '11' * 48 } -LaunchMitigation 0x3 -RequiredPlatformInfo TsmeEnabled", "Rtmr", "1: 1111", "0x3", "TsmeEnabled")]
    [InlineData("$a | New-KeepPolicy x 3>$null", "Sources", "MinimumTcb:", "of keep 'seen'")]
    public void A_view_shows_what_matters(string script, params string[] expected)
    {
        string shown = _shell.Show(script);
        Assert.All(expected, text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.DoesNotContain('\e', shown);
    }

    [Theory]
    [InlineData("$a.Checks[0].Id", "snp.report.size")]
    [InlineData("$k.Sandbox[0].Name", "mount namespace")]
    [InlineData("$p.SimulationRoot[0].GetType().Name", "Sha256Digest")]
    public void Lists_can_be_indexed(string script, string expected) =>
        Assert.Equal(expected, _shell.Show(script).Trim());

    [Theory]
    [InlineData("$p, $k, $e, $a, $w")]
    [InlineData("$k, $e, $a, $p, $w")]
    [InlineData("$w, $a, $e, $k, $p")]
    [InlineData("Get-KeepPlatform; $e; $a")]
    public void Objects_of_several_types_in_one_pipeline_stay_short(string script)
    {
        string shown = _shell.Show(script);
        Assert.True(shown.Length < 8000, $"{shown.Length} characters:\n{shown}");
        Assert.DoesNotContain("117 218 99 100", shown, StringComparison.Ordinal);
    }
}
