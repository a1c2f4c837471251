namespace EnarxPS.Shell;

/// <summary>What the command line asks the shell to do.</summary>
internal enum CommandLineMode
{
    /// <summary>Prompt on the terminal.</summary>
    Interactive,

    /// <summary>Run the text of <c>-Command</c>.</summary>
    Command,

    /// <summary>Run the script of <c>-File</c>.</summary>
    File,

    /// <summary>Run the commands that standard input has, without prompts.</summary>
    StandardInput,

    /// <summary>Write the help and leave.</summary>
    Help,

    /// <summary>Write the version and leave.</summary>
    Version,
}
