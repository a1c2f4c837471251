using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;

namespace Engine.Tests;

/// <summary>Reports and results of what the pipeline brings, refused evidence included.</summary>
[Collection(OneAtATime.Name)]
public sealed class ReportTests : IDisposable
{
    private readonly KeepShell _shell = new();

    public ReportTests()
    {
        _shell.Set("good", Repository.Corpus("snp-milan-v2-vcek"));
        _shell.Set("bad", Repository.Corpus("snp-milan-tampered-measurement"));
        _shell.Good("""
            function Test-Both([switch]$IncludeRejected) {
                foreach ($folder in $good, $bad) {
                    Test-KeepEvidence $folder/report.bin -EndorsementPath $folder/vcek.der, $folder/chain.pem -VerificationTime 2023-02-23T17:58:26Z -IncludeRejected:$IncludeRejected
                }
            }
            """);
    }

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("Test-Both 2>&1")]
    [InlineData("Test-Both -IncludeRejected -ErrorAction Ignore")]
    [InlineData("Test-Both -IncludeRejected 2>&1")]
    public void Refused_evidence_is_reported_once_however_it_comes(string pipeline)
    {
        XElement junit = XDocument.Parse(Text($"{pipeline} | ConvertTo-KeepReport -Format JUnit")).Root!;
        Assert.Equal(["SevSnp Milan", "SevSnp Milan (2)"], junit.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
        Assert.Equal([0, 2], junit.Elements("testsuite").Select(suite => (int)suite.Attribute("failures")!));
        using JsonDocument sarif = JsonDocument.Parse(Text($"{pipeline} | ConvertTo-KeepReport -Format Sarif"));
        Assert.Contains("snp.report.signature", sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ruleId").GetString()));
        string page = Text($"{pipeline} | ConvertTo-KeepReport -Title 'The <fleet>'");
        Assert.Contains("2 appraisals: 1 passed, 1 refused.", page, StringComparison.Ordinal);
        Assert.Contains("<h1>The &lt;fleet&gt;</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_appraisal_is_an_error_and_the_report_is_made_all_the_same()
    {
        ShellResult missing = _shell.Run("Test-KeepEvidence ./none.bin 2>&1 | ConvertTo-KeepReport");
        missing.Error("FileNotFound", ErrorCategory.ObjectNotFound);
        Assert.Contains("1 more could not be appraised", Assert.Single(missing.Output).ToString(), StringComparison.Ordinal);
        _shell.Run("5 | ConvertTo-KeepReport").Error("AppraisalExpected", ErrorCategory.InvalidArgument);
    }

    [Fact]
    public void Results_are_signed_or_said_not_to_be()
    {
        string folder = Directory.CreateTempSubdirectory("epx-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportECPrivateKeyPem());
        _shell.Set("key", Path.Combine(folder, "key.pem"));
        string[] parts = Text("Test-Both -ErrorAction Ignore | ConvertTo-Ear -SigningKeyPath $key").Split('.');
        Assert.True(key.VerifyData(System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        _shell.Run("Test-Both -ErrorAction Ignore | ConvertTo-Ear").Error("SigningKeyMissing", ErrorCategory.InvalidArgument);
        _shell.Run("Test-Both -ErrorAction Ignore | ConvertTo-Ear -Unsigned -SigningKeyPath $key").Error("SigningKeyMissing", ErrorCategory.InvalidArgument);
        string[] statuses = [.. _shell.Run("Test-Both -IncludeRejected -ErrorAction Ignore | ConvertTo-Ear -Unsigned").Output.Select(token =>
            JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token!.ToString()!.Split('.')[1])).RootElement.GetProperty("submods").GetProperty("SevSnp").GetProperty("ear_status").GetString()!)];
        Assert.Equal(["affirming", "contraindicated"], statuses);
        Directory.Delete(folder, recursive: true);
    }

    private string Text(string script) => Assert.Single(_shell.Run(script).Output).ToString();
}
