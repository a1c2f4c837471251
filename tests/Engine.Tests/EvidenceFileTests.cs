using System.Management.Automation;

namespace Engine.Tests;

/// <summary>Evidence as files, folders, bytes and text: found by content, in order, many at a time.</summary>
[Collection(OneAtATime.Name)]
public sealed class EvidenceFileTests : IDisposable
{
    private readonly KeepShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("enarx-evidence-").FullName;

    public EvidenceFileTests()
    {
        _shell.Set("d", _folder);
        // Reports of a keep without its claims are reports of another system.
        _shell.Good("""
            $p = New-KeepPolicy files -AllowSimulation
            $k = New-Keep -Simulate SevSnp
            $e = $k | Get-KeepAttestation
            [IO.File]::WriteAllBytes("$d/table.crt", $e.Endorsements[0])
            1..20 | ForEach-Object { [IO.File]::WriteAllBytes(('{0}/r{1:00}.bin' -f $d, $_), ($k | Get-KeepAttestation).Report) }
            [IO.File]::WriteAllText("$d/r07.bin", 'no evidence')
            [IO.File]::Copy("$d/r01.bin", "$d/[x].bin")
            """);
    }

    public void Dispose()
    {
        _shell.Run("Get-Keep | Remove-Keep");
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Test-KeepEvidence $d/r*.bin -EndorsementPath $d/table.crt -Policy $p -ThrottleLimit 1 -WarningAction Ignore")]
    [InlineData("Test-KeepEvidence $d/r*.bin -EndorsementPath $d/table.crt -Policy $p -ThrottleLimit 8 -WarningAction Ignore")]
    [InlineData("1..20 | ForEach-Object { [IO.FileInfo]('{0}/r{1:00}.bin' -f $d, $_) } | Test-KeepEvidence -EndorsementPath $d/table.crt -Policy $p -ThrottleLimit 3 -WarningAction Ignore")]
    public void Files_are_appraised_in_order_and_one_that_is_none_ends_nothing(string script)
    {
        ShellResult result = _shell.Run(script);
        ErrorRecord error = result.Error("EvidenceUnrecognized", ErrorCategory.InvalidData);
        Assert.Contains("r07.bin", error.Exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("r07.bin", (string)error.TargetObject, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 20).Where(i => i != 7).Select(i => $"r{i:00}.bin"), result.Output.Select(o => Path.GetFileName((string)o.Properties["Path"].Value)));
        Assert.All(result.Output, o => Assert.Equal(true, o.Properties["Passed"].Value));
    }

    [Fact]
    public void A_literal_path_has_no_wildcards_and_a_path_may_quote_them()
    {
        Assert.Single(_shell.Good("Test-KeepEvidence -LiteralPath $d/[x].bin -EndorsementPath $d/table.crt -Policy $p -WarningAction Ignore"));
        Assert.Single(_shell.Good("[IO.FileInfo]::new(\"$d/[x].bin\") | Test-KeepEvidence -EndorsementPath $d/table.crt -Policy $p -WarningAction Ignore"));
        _shell.Run("Test-KeepEvidence $d/[z].bin").Error("FileNotFound", ErrorCategory.ObjectNotFound);
        _shell.Run("Test-KeepEvidence -LiteralPath $d/none.bin").Error("FileNotFound", ErrorCategory.ObjectNotFound);
        _shell.Run("Test-KeepEvidence $d/r01.bin -EndorsementPath $d/none.crt").Error("FileNotFound", ErrorCategory.ObjectNotFound);
        _shell.Run("Test-KeepEvidence Env:/PATH").Error("FileNotFound", ErrorCategory.ObjectNotFound);
    }

    [Fact]
    public void Bytes_and_text_are_found_to_be_what_they_are()
    {
        Assert.Equal(4, _shell.Good("""
            $o = @{ Policy = $p; EndorsementPath = "$d/table.crt"; WarningAction = 'Ignore' }
            , $e.Report | Test-KeepEvidence @o
            [Convert]::ToHexString($e.Report) | Test-KeepEvidence @o
            [Convert]::ToBase64String($e.Report) | Test-KeepEvidence @o
            Test-KeepEvidence -InputObject "-----BEGIN REPORT-----`n$([Convert]::ToBase64String($e.Report))`n-----END REPORT-----" @o
            """).Count);
        _shell.Run("'hello' | Test-KeepEvidence").Error("EvidenceUnrecognized", ErrorCategory.InvalidData);
        ShellResult quiet = _shell.Run("'hello' | Test-KeepEvidence -Quiet -ErrorAction Ignore");
        Assert.Equal(false, Assert.Single(quiet.Output).BaseObject);
    }

    [Fact]
    public void A_TEE_and_a_nonce_can_be_insisted_on()
    {
        Assert.Single(_shell.Good("$e | Test-KeepEvidence -Policy $p -Tee Tdx, SevSnp -Nonce $e.Nonce -WarningAction Ignore"));
        ShellResult other = _shell.Run("$e | Test-KeepEvidence -Policy $p -Tee Tdx");
        Assert.Contains("policy.tee", other.Error("EvidencePolicy", ErrorCategory.SecurityError).Exception.Message, StringComparison.Ordinal);
        _shell.Run("$e | Test-KeepEvidence -Policy $p -Nonce ('00' * 32)").Error("EvidenceNonce", ErrorCategory.SecurityError);
        _shell.Run("$e | Test-KeepEvidence -Policy @{ Tee = 'Sgx' } -Tee Tdx").Error("PolicyFieldInvalid", ErrorCategory.InvalidArgument);
        Assert.StartsWith("CannotConvertArgument", Assert.Single(_shell.Run("$e | Test-KeepEvidence -Nonce xyz").Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, _shell.Good("Test-KeepEvidence -InputObject $e, $e -Policy $p -WarningAction Ignore").Count);
    }

    [Fact]
    public void A_folder_is_one_piece_of_evidence()
    {
        _shell.Good("$null = [IO.Directory]::CreateDirectory(\"$d/one\"); [IO.File]::Copy(\"$d/r01.bin\", \"$d/one/report\"); [IO.File]::Copy(\"$d/table.crt\", \"$d/one/auxblob\")");
        PSObject appraisal = Assert.Single(_shell.Run("Test-KeepEvidence $d/one -EndorsementPath $d/table.crt -Policy $p -WarningAction Ignore").Output);
        Assert.EndsWith("one", (string)appraisal.Properties["Path"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_is_told_with_its_meaning()
    {
        _shell.Good("$a = $e | Test-KeepEvidence -Policy $p -WarningAction Ignore; $b = New-Keep -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $p -WarningAction Ignore");
        Assert.Empty(_shell.Good("Compare-KeepEvidence $a $a"));
        IReadOnlyList<PSObject> rows = _shell.Good("$b | Compare-KeepEvidence $a");
        Assert.Contains("ReportData", rows.Select(row => (string)row.Properties["Field"].Value));
        Assert.True(_shell.Good("Compare-KeepEvidence $a $b -IgnoreFreshness").Count < rows.Count);
        Assert.Contains(_shell.Good("Compare-KeepEvidence $e.Report $b"), row => (string)row.Properties["Field"].Value == "Verdict");
        _shell.Run("Compare-KeepEvidence $a 'hello'").Error("EvidenceUnrecognized", ErrorCategory.InvalidData);
        string shown = _shell.Show("Compare-KeepEvidence $a $b");
        Assert.Contains("Meaning", shown, StringComparison.Ordinal);
        Assert.Contains("ReportData", shown, StringComparison.Ordinal);
    }
}
