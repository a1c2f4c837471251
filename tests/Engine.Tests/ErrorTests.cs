using System.Management.Automation;
using System.Reflection;

namespace Engine.Tests;

/// <summary>Each fault has an id of its own, a category, a target and advice.</summary>
[Collection(OneAtATime.Name)]
public sealed class ErrorTests : IDisposable
{
    private readonly KeepShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("epx-").FullName;

    public ErrorTests() => _shell.Good("$p = New-KeepPolicy test -AllowSimulation; $k = New-Keep -Simulate SevSnp; $e = $k | Get-KeepAttestation; $a = $e | Test-KeepEvidence -Policy $p");

    public void Dispose()
    {
        _shell.Run("Get-Keep | Remove-Keep");
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("$a | Start-KeepWorkload ./none.wasm", "FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$a | Start-KeepWorkload $folder", "FileUnreadable", ErrorCategory.ReadError, "FileNotFound")]
    [InlineData("[IO.File]::WriteAllText(\"$folder/x.wasm\", 'this is no module'); $a | Start-KeepWorkload $folder/x.wasm", "ModuleNotWasm", ErrorCategory.InvalidData)]
    [InlineData("[IO.File]::WriteAllBytes(\"$folder/x.wasm\", [byte[]](0, 97, 115, 109, 13, 0, 1, 0)); $a | Start-KeepWorkload $folder/x.wasm", "ModuleIsComponent", ErrorCategory.NotImplemented)]
    [InlineData("[IO.File]::WriteAllBytes(\"$folder/x.wasm\", [byte[]](0, 97, 115, 109, 1, 0, 0, 0, 9, 9)); $a | Start-KeepWorkload $folder/x.wasm", "ModuleInvalid", ErrorCategory.InvalidData)]
    [InlineData("[IO.File]::WriteAllBytes(\"$folder/x.wasm\", [byte[]](0, 97, 115, 109, 1, 0, 0, 0)); $a | Start-KeepWorkload $folder/x.wasm", "ModuleHasNoStart", ErrorCategory.InvalidData)]
    [InlineData("$a | Invoke-KeepWorkload $probe -ArgumentList \"a`0b\"", "WorkloadConfigInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("$a | Invoke-KeepWorkload $probe trap", "WorkloadTrapped", ErrorCategory.OperationStopped)]
    [InlineData("$a | Invoke-KeepWorkload $probe -InputPath ./none.csv", "FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("New-Keep", "TeeUnavailable", ErrorCategory.ResourceUnavailable)]
    [InlineData("New-Keep -Simulate SevSnp -Product Rome", "ContractNotOffered", ErrorCategory.ObjectNotFound)]
    [InlineData("New-Keep -Simulate NvidiaGpu", "ContractNotOffered", ErrorCategory.ObjectNotFound)]
    [InlineData("New-Keep ../x -Simulate SevSnp", "KeepNameInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("New-Keep $k.Name -Simulate SevSnp", "KeepNameInUse", ErrorCategory.ResourceExists)]
    [InlineData("Get-Keep nobody", "KeepNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-Keep nobody", "KeepNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$k | Remove-Keep; $k | Get-KeepAttestation", "KeepNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$k | Remove-Keep; $a | Start-KeepWorkload $probe", "KeepNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$e | Test-KeepEvidence -Policy @{ Measurment = 'x' }", "PolicyFieldUnknown", ErrorCategory.InvalidArgument)]
    [InlineData("$e | Test-KeepEvidence -Policy @{ Measurement = 'x' }", "PolicyFieldInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("$e | Test-KeepEvidence -Policy @{ AllowDebug = 'false' }", "PolicyFieldInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("New-KeepPolicy -Vmpl 4", "PolicyFieldInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("$bad = Test-Changed $e @{ Report = [byte[]]$e.Report[0..1182] }; $bad | Test-KeepEvidence -Policy $p", "EvidenceMalformed", ErrorCategory.InvalidData)]
    [InlineData("$bad = Test-Changed $e @{ Nonce = [byte[]]::new(32) }; $bad | Test-KeepEvidence -Policy $p", "EvidenceNonce", ErrorCategory.SecurityError)]
    [InlineData("$o = New-Keep -Simulate SevSnp | Get-KeepAttestation; $bad = Test-Changed $e @{ Certificate = $o.Certificate }; $bad | Test-KeepEvidence -Policy $p", "EvidenceBinding", ErrorCategory.SecurityError)]
    [InlineData("$o = New-Keep -Simulate SevSnp | Get-KeepAttestation; $bad = Test-Changed $e @{ Claims = $o.Claims }; $bad | Test-KeepEvidence -Policy $p", "EvidenceBinding", ErrorCategory.SecurityError)]
    [InlineData("$r = [byte[]]$e.Report.Clone(); $r[0x90] = $r[0x90] -bxor 1; $bad = Test-Changed $e @{ Report = $r }; $bad | Test-KeepEvidence -Policy $p", "EvidenceSignature", ErrorCategory.SecurityError)]
    [InlineData("$bad = Test-Changed $e @{ Endorsements = [Collections.Generic.List[byte[]]]::new() }; $bad | Test-KeepEvidence -Policy $p", "EvidenceEndorsement", ErrorCategory.ObjectNotFound)]
    [InlineData("$e | Test-KeepEvidence -Policy $p -VerificationTime 2020-01-01", "EvidenceExpired", ErrorCategory.SecurityError)]
    [InlineData("$e | Test-KeepEvidence -Policy (New-KeepPolicy -AllowSimulation -Measurement ('0' * 96))", "EvidencePolicy", ErrorCategory.SecurityError)]
    [InlineData("$e | Test-KeepEvidence -Policy (New-KeepPolicy -AllowSimulation -MinimumTcb @{ Microcode = 255 })", "EvidenceTcbOutOfDate", ErrorCategory.SecurityError)]
    [InlineData("$r = $e | Test-KeepEvidence -IncludeRejected -ErrorAction Ignore; $r | Start-KeepWorkload $probe", "AppraisalNotPassed", ErrorCategory.SecurityError)]
    [InlineData("Test-KeepEvidence -Path ./none.bin", "FileNotFound", ErrorCategory.ObjectNotFound)]
    public void Each_fault_has_its_id(string script, string id, ErrorCategory category, string? orId = null)
    {
        _shell.Set("folder", _folder);
        _shell.Good("""
            function Test-Changed($evidence, $changes) {
                $all = @{}
                foreach ($property in $evidence.GetType().GetProperties()) { $all[$property.Name] = $property.GetValue($evidence) }
                foreach ($name in $changes.Keys) { $all[$name] = $changes[$name] }
                $copy = [Activator]::CreateInstance($evidence.GetType())
                foreach ($property in $evidence.GetType().GetProperties()) { $property.SetValue($copy, $all[$property.Name]) }
                $copy
            }
            """);
        ShellResult result = _shell.Run(script);
        ErrorRecord error = Assert.Single(result.Errors);
        if (orId is not null && error.FullyQualifiedErrorId.StartsWith(orId, StringComparison.Ordinal))
            return;
        error = result.Error(id, category);
        Assert.NotNull(error.TargetObject);
        Assert.DoesNotContain(result.Output, output => output.TypeNames[0] is "Enarx.KeepWorkload" or "Enarx.KeepAppraisal");
    }

    [Fact]
    public void A_manager_that_cannot_be_started_says_why()
    {
        string runtime = Environment.GetEnvironmentVariable("ENARXPS_RUNTIME_DIR")!;
        Environment.SetEnvironmentVariable("ENARXPS_RUNTIME_DIR", Path.Combine(_folder, "r"));
        Environment.SetEnvironmentVariable("ENARXPS_HOST_DIR", _folder);
        try
        {
            _shell.Run("Get-Keep").Error("HostProgramMissing", ErrorCategory.NotInstalled);
            File.WriteAllText(Path.Combine(_folder, "keepmgr"), "#!/bin/sh\necho broken >&2\nexit 1\n");
            File.SetUnixFileMode(Path.Combine(_folder, "keepmgr"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            ErrorRecord error = _shell.Run("Get-Keep").Error("ManagerUnavailable", ErrorCategory.ResourceUnavailable);
            Assert.Contains("broken", error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ENARXPS_RUNTIME_DIR", runtime);
            Environment.SetEnvironmentVariable("ENARXPS_HOST_DIR", null);
        }
    }

    [Fact]
    public void Real_evidence_passes_and_tampered_evidence_is_refused_by_its_signature()
    {
        string good = Repository.Corpus("snp-milan-v2-vcek"), bad = Repository.Corpus("snp-milan-tampered-measurement");
        _shell.Set("good", good);
        _shell.Set("bad", bad);
        dynamic appraisal = Assert.Single(_shell.Good("Test-KeepEvidence $good/report.bin -EndorsementPath $good/vcek.der, $good/chain.pem -VerificationTime 2023-02-23T17:58:26Z")).BaseObject;
        Assert.True(appraisal.Passed);
        Assert.False(appraisal.IsSimulated);
        _shell.Run("Test-KeepEvidence $bad/report.bin -EndorsementPath $bad/vcek.der, $bad/chain.pem -VerificationTime 2023-02-23T17:58:26Z").Error("EvidenceSignature", ErrorCategory.SecurityError);
        _shell.Set("foreign", (object)appraisal);
        _shell.Run("$foreign | Start-KeepWorkload $probe").Error("AppraisalHasNoKeep", ErrorCategory.InvalidArgument);
        _shell.Run("Test-KeepEvidence $good/vcek.der -EndorsementPath $good/chain.pem").Error("EvidenceUnrecognized", ErrorCategory.InvalidData);
    }

    [Fact]
    public void The_table_of_the_documentation_is_that_of_the_code()
    {
        Type table = AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "EnarxPS").GetType("EnarxPS.Hosting.KeepErrors")!;
        var coded = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (dynamic entry in (System.Collections.IEnumerable)table.GetField("Table", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!)
            coded[entry.Key] = $"{entry.Value.Item1} {entry.Value.Item2}";
        foreach (dynamic entry in (System.Collections.IEnumerable)table.GetField("Rejections", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!)
            coded[entry.Value.Item1] = $"{entry.Value.Item2} {entry.Value.Item3}";

        var documented = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] row in File.ReadLines(Path.Combine(Repository.Root, "docs", "errors.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Trim('|').Split('|')))
            documented[row[0].Trim(' ', '`')] = $"{row[1].Trim(' ', '`')} {row[3].Trim()}";

        Assert.Equal(coded, documented);
    }

    [Fact]
    public void Every_error_id_of_the_contracts_is_in_the_table()
    {
        Assembly contracts = AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "Enarx.Contracts");
        string documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"));
        Assert.All(contracts.GetType("Enarx.KeepErrorId")!.GetFields().Select(field => field.Name), id => Assert.Contains($"| `{id}` |", documented, StringComparison.Ordinal));
    }
}
