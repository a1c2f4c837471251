using System.Globalization;
using System.Management.Automation.Host;

namespace EnarxPS.Shell.Hosting;

/// <summary>Sizes, keys and the title of the terminal. Its cells cannot be read back, so all that works on cells is refused.</summary>
/// <param name="capture">The capture whose width holds while it lasts.</param>
internal sealed class ShellRawUserInterface(TextCapture capture) : PSHostRawUserInterface
{
    // Wide enough that tables in a log are not cut to a terminal that nobody looks at.
    private const int WidthWithoutTerminal = 120;
    private const int HeightWithoutTerminal = 50;

    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    /// <inheritdoc/>
    public override Size BufferSize
    {
        get => new(capture.IsActive ? capture.Width : Columns(), Rows());
        set => throw Refused();
    }

    /// <inheritdoc/>
    public override Size WindowSize
    {
        get => BufferSize;
        set => throw Refused();
    }

    /// <inheritdoc/>
    public override Size MaxWindowSize => BufferSize;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => BufferSize;

    /// <inheritdoc/>
    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected || Console.IsInputRedirected ? new Coordinates(0, 0) : new Coordinates(Console.CursorLeft, Console.CursorTop);
        set => Console.SetCursorPosition(value.X, value.Y);
    }

    /// <inheritdoc/>
    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set => throw Refused();
    }

    /// <inheritdoc/>
    public override int CursorSize
    {
        get => 25;
        set => throw Refused();
    }

    /// <inheritdoc/>
    public override string WindowTitle { get; set; } = "enarxps";

    /// <inheritdoc/>
    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (Console.IsInputRedirected)
            throw new HostException("A key cannot be read: standard input is not a terminal.");
        ConsoleKeyInfo key = Console.ReadKey(options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, 0, keyDown: true);
    }

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Refused();

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw Refused();

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Refused();

    /// <inheritdoc/>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // Clear-Host asks for the whole buffer in this way; that one can be done.
        if (rectangle is not { Left: -1, Top: -1, Right: -1, Bottom: -1 })
            throw Refused();
        if (!Console.IsOutputRedirected)
            Console.Clear();
    }

    private static int Columns()
    {
        if (!Console.IsOutputRedirected && Console.WindowWidth > 0)
            return Console.WindowWidth;
        return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns is > 0 and <= 10_000
            ? columns
            : WidthWithoutTerminal;
    }

    private static int Rows() => !Console.IsOutputRedirected && Console.WindowHeight > 0 ? Console.WindowHeight : HeightWithoutTerminal;

    private static NotSupportedException Refused() => new("The terminal's cells and sizes cannot be set or read in enarxps.");
}
