namespace EnarxPS.Shell.Tests;

/// <summary>The built-in commands; the expected texts are those that the real commands of pwsh 7.6 give.</summary>
public sealed class BuiltInCommandTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    private const string Data = "$data = 1..5 | ForEach-Object { [pscustomobject]@{ N = $_; S = \"s$($_ % 2)\"; D = 10 - $_ } }; ";

    [Theory]
    [InlineData("($data | Select-Object N -First 2).N -join ','", "1,2")]
    [InlineData("($data | Select-Object -Last 2 -Skip 1).N -join ','", "3,4")]
    [InlineData("$data | Select-Object -Skip 1 -First 1 -ExpandProperty S", "s0")]
    [InlineData("($data | Select-Object @{ n = 'Twice'; e = { $_.N * 2 } } -Last 1).Twice", "10")]
    [InlineData("($data | Select-Object S -Unique).S -join ','", "s1,s0")]
    [InlineData("($data | Select-Object n*, Missing -First 1).PSObject.Properties.Name -join ','", "N,Missing")]
    [InlineData("($data | Select-Object N)[0].PSTypeNames[0]", "Selected.System.Management.Automation.PSCustomObject")]
    [InlineData("($data | Sort-Object S, @{ Expression = 'D'; Descending = $true }).N -join ','", "2,4,1,3,5")]
    [InlineData("('b','A','a','B' | Sort-Object) -join ','", "A,a,b,B")]
    [InlineData("('b','a','B' | Sort-Object -Unique -Descending).Count", "2")]
    [InlineData("($data | Sort-Object { -$_.N }).N -join ','", "5,4,3,2,1")]
    [InlineData("$m = $data | Measure-Object N -Sum -Average -Minimum -Maximum; \"$($m.Count) $($m.Sum) $($m.Average) $($m.Minimum) $($m.Maximum)\"", "5 15 3 1 5")]
    [InlineData("(@() | Measure-Object).Count", "0")]
    [InlineData("($data | Select-Object N -First 1 | Out-String -Stream) -join '|'", "|N|-|1|")]
    [InlineData("([pscustomobject]@{ A = 'x' * 30; B = 1 } | Out-String -Width 20 -Stream)[3].Length", "20")]
    [InlineData("('abc' | Out-String) -eq \"abc`n\"", "True")]
    [InlineData("Write-Output 1 2; (Write-Output (1, 2) -NoEnumerate | ForEach-Object { \"$_\" })", "1\n2\n1 2")]
    [InlineData("Write-Host a b (1, 2) -Separator '-'; Write-Host x -NoNewline; Write-Host @{ a = 1 }", "a-b-1-2\nx[a, 1]")]
    [InlineData("Join-Path a b c; Join-Path /x/ y", "a/b/c\n/x/y")]
    [InlineData("Split-Path /a/b.txt; Split-Path /a/b.txt -Leaf; Split-Path /a/b.txt -LeafBase; Split-Path /a/b.txt -Extension", "/a\nb.txt\nb\n.txt")]
    [InlineData("Test-Path /; Test-Path / -PathType Leaf; Test-Path nowhere:/x; Test-Path ''; Test-Path env:PATH", "True\nFalse\nFalse\nFalse\nTrue")]
    [InlineData("Push-Location /; (Get-Location).Path; Pop-Location; Set-Location /; (Get-Location).Path", "/\n/")]
    public void A_command_gives_what_the_real_one_gives(string text, string expected) =>
        Assert.Equal(expected, shell.Run("-c", Data + text).Output);

    [Fact]
    public void Files_are_made_written_read_listed_and_removed()
    {
        ShellRun run = shell.Run("-File", shell.Script("files.ps1", """
            $ErrorActionPreference = 'Stop'
            $d = Join-Path $PSScriptRoot 'files'
            (New-Item -ItemType Directory $d).Name
            (New-Item $d/f.txt -Value hello).Length
            Set-Content $d/g.txt 'one', 'two'
            'three' | Set-Content "$d/[h].txt" -NoNewline
            (Get-Content $d/g.txt) -join '+'
            (Get-Content $d/g.txt -Raw).Length
            Get-Content -LiteralPath "$d/[h].txt"
            , [byte[]](1, 2, 255) | ForEach-Object { Set-Content $d/b.bin $_ -AsByteStream }
            (Get-Content $d/b.bin -AsByteStream) -join ','
            $null = New-Item -ItemType Directory $d/sub
            (Get-ChildItem $d -File -Filter *.txt).Name -join ','
            (Get-ChildItem $d -Directory -Name)
            (Resolve-Path $d/f*).Path -eq (Get-Item $d/f.txt).FullName
            '@{ A = "x", "y" }' | Set-Content $d/data.psd1
            (Import-PowerShellDataFile $d/data.psd1).A -join ','
            Remove-Item $d -Recurse -WhatIf
            try { Remove-Item $d } catch { $_.FullyQualifiedErrorId }
            Remove-Item $d -Recurse
            Test-Path $d
            """));

        Assert.Equal("", run.Error);
        Assert.Equal(
            ["files", "5", "one+two", "8", "three", "1,2,255", "f.txt,g.txt,[h].txt", "sub", "True", "x,y"],
            run.Output.Split('\n')[..10]);
        Assert.Contains("What if", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("DirectoryNotEmpty,EnarxPS.Shell.Commands.RemoveItemCommand\nFalse", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-Content nope", "PathNotFound")]
    [InlineData("Get-ChildItem nope", "PathNotFound")]
    [InlineData("Set-Location nope", "PathNotFound")]
    [InlineData("Set-Content /nope/x y", "DirectoryNotFoundException")]
    [InlineData("'a' | Select-Object -ExpandProperty q", "ExpandPropertyNotFound")]
    [InlineData("$null = 'a' | Measure-Object -Sum", "NonNumericInputObject")]
    [InlineData("Write-Error text -ErrorId Mine -Category InvalidData", "Mine")]
    public void A_failure_is_an_error_that_does_not_end_the_script(string text, string id) =>
        Assert.Equal(id, shell.Run("-c", $"{text}; $Error[0].FullyQualifiedErrorId.Split(',')[0]").Output);

    [Fact]
    public void A_data_file_with_a_command_in_it_is_not_run()
    {
        string mark = Path.Combine(shell.Folder, "ran");
        string file = shell.Script("bad.psd1", $"@{{ A = (New-Item '{mark}') }}");

        Assert.Equal(1, shell.Run("-c", $"Import-PowerShellDataFile '{file}'").Code);
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public void The_real_module_wins_when_it_is_on_the_module_path()
    {
        string modules = Directory.CreateDirectory(Path.Combine(shell.Folder, "real")).FullName;
        string utility = Directory.CreateDirectory(Path.Combine(modules, "Microsoft.PowerShell.Utility")).FullName;
        File.WriteAllText(Path.Combine(utility, "Microsoft.PowerShell.Utility.psm1"), "function Write-Output { 'real' }");

        Assert.Equal("real", shell.Run(["-c", "Write-Output built-in"], "", new() { ["PSModulePath"] = modules }).Output);
    }

    [Fact]
    public void The_help_names_every_built_in_command()
    {
        ShellRun help = shell.Run("-Help");

        Assert.Equal(0, help.Code);
        Assert.All(["Select-Object", "Get-Content", "Out-String", "ENARXPS_MODULE_PATH"], word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
    }
}
