using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Engine.Tests;

/// <summary>Policies made, written, signed and read as users do it.</summary>
[Collection(OneAtATime.Name)]
public sealed class PolicyFileTests : IDisposable
{
    private readonly KeepShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("epx-").FullName;

    public PolicyFileTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, "public.pem"), key.ExportSubjectPublicKeyInfoPem());
        using X509Certificate2 other = new CertificateRequest("CN=other", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "other.crt"), other.ExportCertificatePem());
        _shell.Set("pin", Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
        _shell.Set("certificate", X509CertificateLoader.LoadPkcs12(other.Export(X509ContentType.Pfx), null));
        _shell.SetLocation(_folder);
    }

    public void Dispose()
    {
        _shell.Run("Get-Keep | Remove-Keep");
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Every_field_has_a_parameter_that_sets_it()
    {
        string[] parameters = [.. _shell.Good("(Get-Command New-KeepPolicy).Parameters.Keys").Select(name => name.ToString())];
        string[] fields = [.. _shell.Good("(New-KeepPolicy).PSObject.Properties.Name | Where-Object { $_ -notin 'Sources', 'AcceptsSimulation' }").Select(name => name.ToString())];
        Assert.Empty(fields.Except(parameters));
        dynamic policy = Assert.Single(_shell.Good("""
            New-KeepPolicy all -Tee SevSnp, Tdx -AllowDebug -Measurement ('0a' * 48), ('0B' * 32) -MinimumTcb @{ Snp = 3 } -MinimumFirmware 1.55.22 -LaunchMitigation 0x3 `
                -RequiredPlatformInfo TsmeEnabled, AliasCheckComplete -TcbStatus UpToDate -MinimumTcbDate 2024-03-13 -ForbiddenPlatform DynamicPlatform `
                -Rtmr @{ 0 = '11' * 48; 3 = ('22' * 48), ('33' * 48) } -Lifecycle Secured -MaximumAge 0:05 -Vmpl 0, 1 -IsvProdId 7
            """)).BaseObject;
        Assert.Equal(new[] { string.Concat(Enumerable.Repeat("0a", 48)), string.Concat(Enumerable.Repeat("0b", 32)) }, (IEnumerable<string>)policy.Measurement);
        Assert.Equal(3ul, (ulong)policy.LaunchMitigation);
        Assert.Equal("TsmeEnabled, AliasCheckComplete", $"{policy.RequiredPlatformInfo}");
        Assert.Equal(2, ((IReadOnlyList<string>)policy.Rtmr[3]).Count);
    }

    [Fact]
    public void A_policy_goes_to_a_file_and_comes_back()
    {
        _shell.Good("$p = New-KeepPolicy lab -Vmpl 0 -Rtmr @{ 1 = '11' * 48 } -MinimumTcb @{ Snp = 8 }; $p | Export-KeepPolicy lab.json; @{ Vmpl = 1 } | Export-KeepPolicy ./table.json");
        Assert.Equal("lab 0 8", _shell.Good("Import-KeepPolicy lab.json | ForEach-Object { \"$($_.Name) $($_.Vmpl) $($_.MinimumTcb.Snp)\" }")[0].ToString());
        Assert.Equal(2, _shell.Good("Import-KeepPolicy *.json").Count);
        Assert.Equal(2, _shell.Good("'lab.json', 'table.json' | ForEach-Object { [pscustomobject]@{ PSPath = $_ } } | Import-KeepPolicy").Count);
        Assert.Equal("lab.json", ((FileInfo)Assert.Single(_shell.Good("$p | Export-KeepPolicy lab.json -PassThru")).BaseObject).Name);
    }

    [Fact]
    public void A_signed_policy_is_taken_from_its_signer_only()
    {
        _shell.Good("New-KeepPolicy mine -Vmpl 0 | Export-KeepPolicy p.json -SigningKeyPath key.pem; New-KeepPolicy theirs | Export-KeepPolicy q.json -SigningCertificate $certificate; New-KeepPolicy nobodys | Export-KeepPolicy r.json");
        Assert.Equal("mine", _shell.Good("(Import-KeepPolicy p.json -Signer $pin).Name")[0].ToString());
        Assert.Equal("mine", _shell.Good("(Import-KeepPolicy p.json -SignerPath public.pem).Name")[0].ToString());
        Assert.Equal("theirs", _shell.Good("(Import-KeepPolicy q.json -SignerPath other.crt).Name")[0].ToString());
        _shell.Run("Import-KeepPolicy p.json -SignerPath other.crt").Error("PolicySignatureInvalid", ErrorCategory.SecurityError);
        _shell.Run("Import-KeepPolicy r.json -Signer $pin").Error("PolicyNotSigned", ErrorCategory.SecurityError);
        Assert.Empty(_shell.Run("Import-KeepPolicy p.json -SignerPath ./none.pem").Output);
        File.WriteAllText(Path.Combine(_folder, "p.json"), File.ReadAllText(Path.Combine(_folder, "p.json")).Replace("mine", "yours", StringComparison.Ordinal));
        _shell.Run("Import-KeepPolicy p.json -Signer $pin").Error("PolicySignatureInvalid", ErrorCategory.SecurityError);
    }

    [Theory]
    [InlineData("{\"version\":1,\"measurment\":[]}", "PolicyFieldUnknown", ErrorCategory.InvalidArgument)]
    [InlineData("{\"version\":1,\"vmpl\":[4]}", "PolicyFieldInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("{\"version\":1", "PolicyMalformed", ErrorCategory.InvalidData)]
    [InlineData("{\"version\":2}", "PolicyMalformed", ErrorCategory.InvalidData)]
    public void A_wrong_file_says_what_is_wrong_and_which_it_is(string json, string id, ErrorCategory category)
    {
        File.WriteAllText(Path.Combine(_folder, "wrong.json"), json);
        Assert.Contains("wrong.json", _shell.Run("Import-KeepPolicy wrong.json").Error(id, category).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_keys_that_cannot_be_used_have_errors_of_their_own()
    {
        _shell.Good("New-KeepPolicy a | Export-KeepPolicy a.json");
        _shell.Run("Import-KeepPolicy none.json").Error("FileNotFound", ErrorCategory.ObjectNotFound);
        _shell.Run("New-KeepPolicy b | Export-KeepPolicy a.json -NoClobber").Error("FileExists", ErrorCategory.ResourceExists);
        _shell.Run("New-KeepPolicy b | Export-KeepPolicy ./none/a.json").Error("FileUnwritable", ErrorCategory.WriteError);
        _shell.Run("New-KeepPolicy b | Export-KeepPolicy b.json -SigningKeyPath public.pem").Error("SigningKeyUnusable", ErrorCategory.InvalidArgument);
        _shell.Run("'a', 'b' | ForEach-Object { New-KeepPolicy $_ } | Export-KeepPolicy c.json").Error("FileExists", ErrorCategory.ResourceExists);
        _shell.Run("New-KeepPolicy -FromEvidence 5").Error("AppraisalExpected", ErrorCategory.InvalidArgument);
        Assert.Equal("a", _shell.Good("New-KeepPolicy b | Export-KeepPolicy a.json -WhatIf; (Import-KeepPolicy a.json).Name")[0].ToString());
        Assert.False(File.Exists(Path.Combine(_folder, "b.json")));
    }

    [Fact]
    public void What_was_observed_is_pinned_and_simulation_is_not()
    {
        _shell.Good("$a = New-Keep seen -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy (New-KeepPolicy -AllowSimulation)");
        ShellResult made = _shell.Run("$strict = $a | New-KeepPolicy; $strict");
        Assert.Empty(made.Errors);
        Assert.Contains(made.Warnings, warning => warning.Contains("simulation root is not pinned", StringComparison.Ordinal));
        _shell.Run("Get-KeepAttestation seen | Test-KeepEvidence -Policy $strict").Error("EvidenceSimulated", ErrorCategory.SecurityError);
        dynamic again = Assert.Single(_shell.Good("$pinned = $a | New-KeepPolicy pinned -AllowSimulation -PinChip; $pinned | Export-KeepPolicy pinned.json; Get-KeepAttestation seen | Test-KeepEvidence -Policy (Import-KeepPolicy pinned.json)")).BaseObject;
        Assert.True(again.Passed);
        Assert.Contains("of keep 'seen'", _shell.Good("(Import-KeepPolicy pinned.json).Sources['Measurement']")[0].ToString(), StringComparison.Ordinal);
        // What is given stands in the place of what was observed.
        Assert.Equal("0", _shell.Good("$other = $a | New-KeepPolicy -MinimumTcb @{ Microcode = 1 }; $other.MinimumTcb.Snp")[0].ToString());
        Assert.Equal("False", _shell.Good("$other.Sources.ContainsKey('MinimumTcb')")[0].ToString());
        _shell.Run("Get-KeepAttestation seen | New-KeepPolicy").Error("AppraisalNotPassed", ErrorCategory.SecurityError);
        Assert.Single(_shell.Good("Get-KeepAttestation seen | New-KeepPolicy -AllowSimulation"));
    }
}
