using System.Text;

namespace ScaleApp.Hosting.Processes;

/// <summary>Puts lines together from pieces of text. Keeps at most one line of bounded length.</summary>
/// <param name="limit">The most characters of a line; what is beyond is dropped and the line ends with an ellipsis.</param>
/// <param name="emit">Gets every line without its end.</param>
internal sealed class LineAssembler(int limit, Action<string> emit)
{
    private readonly StringBuilder _line = new();
    private bool _isCut;

    public void Add(ReadOnlySpan<char> text)
    {
        for (var end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n'))
        {
            Append(text[..end]);
            Emit();
            text = text[(end + 1)..];
        }

        Append(text);
    }

    /// <summary>Emits what is left without a line end.</summary>
    public void Complete()
    {
        if (_line.Length > 0)
        {
            Emit();
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        var room = limit - _line.Length;
        _isCut |= text.Length > room;
        _line.Append(text[..Math.Min(room, text.Length)]);
    }

    private void Emit()
    {
        if (_isCut)
        {
            _line.Append('…');
        }
        else if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        var line = _line.ToString();
        _line.Clear();
        _isCut = false;
        emit(line);
    }
}
