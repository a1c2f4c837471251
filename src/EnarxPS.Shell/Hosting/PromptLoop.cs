namespace EnarxPS.Shell.Hosting;

/// <summary>Prompts, reads and runs commands until the shell or, for a nested prompt, this loop is to end.</summary>
/// <param name="host">The host that the commands see.</param>
/// <param name="runner">Runs the commands.</param>
/// <param name="level">0 for the first prompt; more for prompts that a running command opened.</param>
internal sealed class PromptLoop(ShellHost host, PipelineRunner runner, int level)
{
    /// <summary>Runs the loop; the end of input ends it too.</summary>
    public void Run()
    {
        var block = new CommandBlock();
        while (host.ExitRequested is null && host.NestedPromptLevel >= level)
        {
            host.UI.Write(block.IsOpen ? ">> " : runner.Prompt());
            string? line = Console.In.ReadLine();
            if (block.Add(line) is { } text)
                runner.RunText(text);
            if (line is null)
            {
                host.UI.WriteLine();
                return;
            }
        }
    }
}
