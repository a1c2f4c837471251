namespace EnarxPS.Shell.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void No_arguments_prompt_on_a_terminal_and_read_commands_from_a_pipe()
    {
        Assert.Equal(CommandLineMode.Interactive, CommandLine.Parse([], isInputRedirected: false).Mode);
        Assert.Equal(CommandLineMode.StandardInput, CommandLine.Parse([], isInputRedirected: true).Mode);
    }

    [Theory]
    [InlineData("-Version")]
    [InlineData("--version")]
    [InlineData("-v")]
    [InlineData("-NoLogo", "-ver", "-Bogus")]
    public void Names_are_shortened_and_take_one_or_two_dashes(params string[] arguments) =>
        Assert.Equal(CommandLineMode.Version, CommandLine.Parse(arguments, false).Mode);

    [Theory]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("--help")]
    public void Help_is_asked_for_in_three_ways(string argument) => Assert.Equal(CommandLineMode.Help, CommandLine.Parse([argument], false).Mode);

    [Theory]
    [InlineData("-n")]
    [InlineData("-no")]
    [InlineData("-w")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("-filex")]
    [InlineData("")]
    [InlineData("/c")]
    public void A_name_that_is_not_one_argument_alone_is_no_argument(string argument)
    {
        if (argument == "-")
            Assert.Equal(CommandLineMode.Interactive, CommandLine.Parse([argument], false).Mode);
        else
            Assert.Throws<CommandLineException>(() => CommandLine.Parse([argument], false));
    }

    [Fact]
    public void Commands_from_standard_input_need_a_pipe()
    {
        Assert.Equal(CommandLineMode.StandardInput, CommandLine.Parse(["-c", "-"], isInputRedirected: true).Mode);
        Assert.Throws<CommandLineException>(() => CommandLine.Parse(["-c", "-"], isInputRedirected: false));
    }

    [Fact]
    public void Switches_before_the_text_are_kept_and_those_after_are_text()
    {
        CommandLine line = CommandLine.Parse(["-NonInteractive", "-NoExit", "-c", "a", "-NoLogo"], false);

        Assert.Equal((true, true, false, "a -NoLogo"), (line.NonInteractive, line.NoExit, line.NoLogo, line.Text));
    }

    [Fact]
    public void A_name_at_the_end_that_waits_for_its_value_is_not_dropped() =>
        Assert.Equal("-Name", Assert.Single(ScriptArgument.Collect(["-Name:"])).Name);
}
