namespace EnarxPS.Shell.Tests;

public sealed class ArgumentTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    private const string Echo = """
        param([string] $Name, [switch] $On, [string[]] $List, [bool] $Flag, [Parameter(ValueFromRemainingArguments)] $Rest)
        "Name=$Name On=$On List=$($List -join '|') Flag=$Flag Rest=$($Rest -join '|')"
        """;

    [Theory]
    [InlineData("Name=a On=True List=x,y Flag=False Rest=", "-Name", "a", "-On", "-List", "x,y")]
    [InlineData("Name=v On=False List=z Flag=True Rest=", "-Name:v", "-On:$false", "-Flag:true", "z")]
    [InlineData("Name=v On=False List= Flag=False Rest=", "-Name:", "v")]
    [InlineData("Name=$(1+1) On=False List=; exit 3 Flag=False Rest=", "$(1+1)", "; exit 3")]
    [InlineData("Name= On=False List= Flag=False Rest=-Other|1", "-Other", "1")]
    public void Arguments_bind_to_the_scripts_parameters(string expected, params string[] arguments)
    {
        ShellRun run = shell.Run(["-File", shell.Script("echo.ps1", Echo), .. arguments]);

        Assert.Equal((0, expected), (run.Code, run.Output));
    }

    [Fact]
    public void An_argument_that_does_not_bind_is_an_error_and_the_script_does_not_run()
    {
        ShellRun run = shell.Run(shell.Script("number.ps1", "param([int] $Number) 'not here'"), "-Number", "many");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("Number", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_without_parameters_has_the_words_in_args() =>
        Assert.Equal("-a,b,f g,,-File,-Command", shell.Run(shell.Script("raw.ps1", "$args -join ','"), "-a", "b", "f g", "", "-File", "-Command").Output);

    [Fact]
    public void A_script_knows_its_place()
    {
        string path = shell.Script("with space.ps1", "$PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Path");

        Assert.Equal($"{shell.Folder}\n{path}\n{path}", shell.Run(path).Output);
    }

    [Fact]
    public void The_rest_of_the_line_belongs_to_Command() => Assert.Equal("a\nb", shell.Run("-nol", "-COMM", "Write-Output", "a", "b").Output);

    [Fact]
    public void The_working_directory_is_set_before_the_text_runs() =>
        Assert.Equal(shell.ModuleFolder, shell.Run("-wd", shell.ModuleFolder, "-c", "(Get-Location).Path").Output);
}
