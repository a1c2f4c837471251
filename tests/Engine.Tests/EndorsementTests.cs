using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Net;
using System.Text;

namespace Engine.Tests;

/// <summary>Endorsements from files, folders and bundles, and from a service on this machine.</summary>
[Collection(OneAtATime.Name)]
public sealed class EndorsementTests : IDisposable
{
    private readonly KeepShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("epx-").FullName;
    private readonly HttpListener _service = new();
    private readonly ConcurrentDictionary<string, byte[]> _answers = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private int _status = 404;

    public EndorsementTests()
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        _service.Prefixes.Add(address + "/");
        _service.Start();
        _ = ServeAsync();
        _shell.Set("folder", _folder);
        _shell.Set("u", new System.Collections.Hashtable { ["AmdKds"] = address });
        _shell.Good("$env:ENARXPS_CACHE_DIR = \"$folder/cache\"; $p = New-KeepPolicy test -AllowSimulation");
        File.WriteAllBytes(Path.Combine(_folder, "report.bin"), Report());
    }

    public void Dispose()
    {
        _shell.Run("Remove-Item Env:ENARXPS_CACHE_DIR; Get-Keep | Remove-Keep");
        _service.Close();
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Save-KeepEndorsement $folder/report.bin -EndorsementUri $u", 403, "EndorsementFetchFailed", ErrorCategory.ConnectionError)]
    [InlineData("Save-KeepEndorsement $folder/report.bin -EndorsementUri $u", 302, "EndorsementFetchFailed", ErrorCategory.ConnectionError)]
    [InlineData("Save-KeepEndorsement $folder/report.bin -EndorsementUri $u", 404, "EndorsementNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Save-KeepEndorsement $folder/report.bin -EndorsementUri $u", 429, "EndorsementThrottled", ErrorCategory.LimitsExceeded)]
    public void What_a_service_does_not_give_is_an_error_for_each_thing(string script, int status, string id, ErrorCategory category)
    {
        _status = status;
        ShellResult result = _shell.Run(script);
        Assert.Equal(3, result.Errors.Count);
        Assert.All(result.Errors, error =>
        {
            Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
            Assert.Equal(category, error.CategoryInfo.Category);
            Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction));
        });
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("Save-KeepEndorsement $folder/report.bin -EndorsementUri @{ Kds = 'https://kds.example' }", "EndorsementUriInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("Save-KeepEndorsement $folder/report.bin -EndorsementUri @{ AmdKds = 'http://kds.example' }", "EndorsementUriInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("Test-KeepEvidence $folder/report.bin -Online -EndorsementUri @{ Pccs = 'x' }", "EndorsementUriInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("Save-KeepEndorsement $folder/report.bin -EndorsementUri $u -BundlePath $folder/report.bin -NoClobber", "FileExists", ErrorCategory.ResourceExists)]
    [InlineData("Save-KeepEndorsement $folder/none.bin -EndorsementUri $u", "FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Save-KeepEndorsement $folder/none*.bin -EndorsementUri $u", "FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Test-KeepEvidence $folder/report.bin -EndorsementPath $folder/none", "FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Test-KeepEvidence $folder/report.bin -EndorsementPath $folder/report.bin", "EndorsementUnrecognized", ErrorCategory.InvalidData)]
    [InlineData("[IO.File]::WriteAllBytes(\"$folder/b\", [Convert]::FromHexString('d9d9f7a30074656e61727870732d656e646f7273656d656e7473010102')); Test-KeepEvidence $folder/report.bin -EndorsementPath $folder/b", "EndorsementBundleDamaged", ErrorCategory.InvalidData)]
    [InlineData("Test-KeepEvidence $folder/report.bin -EndorsementPath $folder", "EvidenceMalformed", ErrorCategory.InvalidData)]
    public void Each_fault_has_its_id(string script, string id, ErrorCategory category)
    {
        _shell.Run(script).Error(id, category);
        Assert.Empty(_requests);
    }

    [Fact]
    public void Nothing_is_fetched_unless_it_is_asked_for()
    {
        _shell.Run("Test-KeepEvidence $folder/report.bin -EndorsementUri $u; Save-KeepEndorsement $folder/report.bin -EndorsementUri $u -WhatIf");
        Assert.Empty(_requests);
        _shell.Run("Test-KeepEvidence $folder/report.bin -EndorsementUri $u -Online");
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public void A_fleets_endorsements_are_fetched_once_and_its_reports_appraised_offline()
    {
        _shell.Good("$e = New-Keep -Simulate SevSnp -Product Milan | Get-KeepAttestation; [IO.File]::WriteAllBytes(\"$folder/a.bin\", $e.Report); [IO.File]::Copy(\"$folder/a.bin\", \"$folder/b.bin\")");
        ServeTable((byte[])_shell.Good(", $e.Endorsements[0]")[0].BaseObject);
        // The simulation has no revocation list to give out.
        ShellResult saved = _shell.Run("$s = Save-KeepEndorsement $folder/?.bin -EndorsementUri $u -Destination $folder/saved -BundlePath $folder/fleet.endorsements -ExpiringWithin 36500.00:00:00; $s");
        Assert.Equal(["EndorsementNotFound", "EndorsementNotFound"], saved.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(["ARK", "ASK", "VCEK"], saved.Output.Select(one => (string)one.Properties["Kind"].Value));
        Assert.Equal(3, saved.Warnings.Count);
        Assert.Equal(3, _requests.Count);
        foreach (string path in (string[])["$folder/fleet.endorsements", "$folder/saved", "$folder/saved/*.der"])
            Assert.Equal("True True", string.Join(' ', _shell.Good($"Test-KeepEvidence $folder/?.bin -Policy $p -EndorsementPath {path} -Quiet")));
        Assert.Equal("False False", string.Join(' ', _shell.Good("Test-KeepEvidence $folder/?.bin -Policy $p -Quiet")));
        Assert.Equal(3, _requests.Count);
        string shown = _shell.Show("$s");
        Assert.Contains("SHA-256", shown, StringComparison.Ordinal);
        Assert.Contains("VCEK", shown, StringComparison.Ordinal);
        // The cache serves what is asked for again.
        Assert.Equal("True", string.Join(' ', _shell.Run("Test-KeepEvidence $folder/a.bin -Policy $p -Online -EndorsementUri $u -Quiet").Output));
        Assert.Equal(4, _requests.Count);
        Assert.Equal("/vcek/v1/Milan/crl", _requests.Last());
    }

    // A report of a Milan that nobody knows; only what endorsements it needs is read from it here.
    private static byte[] Report()
    {
        byte[] report = new byte[1184];
        report[0] = 5;
        BinaryPrimitives.WriteUInt64LittleEndian(report.AsSpan(8), 0x30000);
        report[0x34] = 1;
        report[0x188] = 0x19;
        report.AsSpan(0x1a0, 64).Fill(0x11);
        return report;
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // GHCB 2.03, section 4.1.8.1: VCEK, ASK and ARK stand in this order in a simulated host's table.
    private void ServeTable(byte[] table)
    {
        byte[] Entry(int index) => table.AsSpan(
            BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan((24 * index) + 16)), BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan((24 * index) + 20))).ToArray();
        _answers["vcek"] = Entry(0);
        _answers["cert_chain"] = Encoding.ASCII.GetBytes(string.Concat(
            ((int[])[1, 2]).Select(i => $"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(Entry(i), Base64FormattingOptions.InsertLineBreaks)}\n-----END CERTIFICATE-----\n")));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _service.GetContextAsync();
                string path = context.Request.RawUrl!;
                _requests.Enqueue(path);
                string key = path.Contains("SPL=", StringComparison.Ordinal) ? "vcek" : path[(path.LastIndexOf('/') + 1)..];
                if (_answers.TryGetValue(key, out byte[]? body))
                {
                    await context.Response.OutputStream.WriteAsync(body);
                }
                else
                {
                    context.Response.StatusCode = _status;
                    context.Response.Headers["Retry-After"] = "3600";
                    context.Response.Headers["Location"] = "/elsewhere";
                }

                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
