using System.Management.Automation;

namespace Engine.Tests;

/// <summary>What the module exports, and that it keeps PowerShell's conventions.</summary>
[Collection(OneAtATime.Name)]
public sealed class SurfaceTests : IDisposable
{
    private readonly KeepShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void The_manifest_is_valid_and_names_exactly_what_is_exported()
    {
        PSObject manifest = Assert.Single(_shell.Good($"Test-ModuleManifest '{Repository.Manifest}'"));
        string[] named = [.. ((IDictionary<string, CmdletInfo>)((PSModuleInfo)manifest.BaseObject).ExportedCmdlets).Keys.Order()];
        Assert.Equal(named, Commands().Select(command => command.Name).Order());
        Assert.Equal(Repository.ModuleVersion, ((PSModuleInfo)manifest.BaseObject).Version.ToString());
    }

    [Fact]
    public void Verbs_are_approved_and_every_cmdlet_says_what_it_writes()
    {
        string[] approved = [.. typeof(VerbsCommon).Assembly.GetExportedTypes().Where(type => type.Name.StartsWith("Verbs", StringComparison.Ordinal)).SelectMany(type => type.GetFields()).Select(field => (string)field.GetValue(null)!)];
        Assert.All(Commands(), command =>
        {
            Assert.Contains(command.Verb, approved);
            Assert.NotEmpty(command.OutputType);
        });
    }

    [Fact]
    public void What_changes_something_asks()
    {
        string[] asking = [.. Commands().Where(command => command.Parameters.ContainsKey("WhatIf")).Select(command => command.Name).Order()];
        Assert.Equal(["Export-KeepPolicy", "Invoke-KeepWorkload", "New-Keep", "Remove-Keep", "Save-KeepEndorsement", "Start-KeepWorkload", "Stop-KeepWorkload"], asking);
    }

    [Fact]
    public void No_parameter_is_a_boolean_and_none_has_a_type_that_is_private_to_the_module()
    {
        Assert.All(Commands(), command => Assert.All(command.Parameters.Values, parameter =>
        {
            Assert.NotEqual(typeof(bool), parameter.ParameterType);
            string assembly = (parameter.ParameterType.GetElementType() ?? parameter.ParameterType).Assembly.GetName().Name!;
            Assert.DoesNotContain(assembly, new[] { "Enarx.Client", "Enarx.Attestation", "Enarx.Protocol", "Enarx.Channel", "BouncyCastle.Cryptography", "System.Formats.Cbor" });
        }));
    }

    [Fact]
    public void Only_cmdlets_and_contracts_are_in_the_default_load_context()
    {
        _shell.Good("$p = New-KeepPolicy -AllowSimulation; $k = New-Keep -Simulate SevSnp; $null = $k | Get-KeepAttestation | Test-KeepEvidence -Policy $p | Invoke-KeepWorkload $probe exit, 0; $k | Remove-Keep");
        string[] shared = [.. System.Runtime.Loader.AssemblyLoadContext.Default.Assemblies.Select(assembly => assembly.GetName().Name!)];
        Assert.Contains("Enarx.Contracts", shared);
        Assert.DoesNotContain("Enarx.Client", shared);
        Assert.DoesNotContain("BouncyCastle.Cryptography", shared);
        Assert.Equal(["Enarx.Contracts.dll", "EnarxPS.dll"], Directory.GetFiles(Path.Combine(Repository.Stage, "bin")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_module_can_be_imported_again_and_removed_and_imported()
    {
        _shell.Good($"Import-Module '{Repository.Manifest}' -Force; Import-Module '{Repository.Manifest}' -Force; $null = New-KeepPolicy x");
        _shell.Good($"Remove-Module EnarxPS; Import-Module '{Repository.Manifest}'; $null = Get-Keep");
        Assert.Equal(19, Commands().Count);
    }

    [Theory]
    [InlineData("New-Keep -Simulate ", "SevSnp")]
    [InlineData("New-Keep -Product T", "Turin")]
    [InlineData("Get-Keep completes-", "completes-me")]
    [InlineData("Remove-Keep -Name comp", "completes-me")]
    public void Completers_offer(string line, string expected)
    {
        _shell.Good("if (-not (Get-Keep completes-*)) { $null = New-Keep completes-me -Simulate SevSnp }");
        _shell.Set("line", line);
        IEnumerable<string> offered = _shell.Good("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object CompletionText").Select(text => text.ToString());
        Assert.Contains(expected, offered);
        _shell.Good("Remove-Keep completes-me");
    }

    private List<CmdletInfo> Commands() => [.. _shell.Good("Get-Command -Module EnarxPS").Select(command => (CmdletInfo)command.BaseObject)];
}
