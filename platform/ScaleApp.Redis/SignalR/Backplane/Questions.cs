using System.Collections.Concurrent;

namespace ScaleApp.Redis.SignalR;

/// <summary>What this server has asked the others and waits for: something about a connection that one of them has, or none.</summary>
internal sealed class Questions(TimeProvider time)
{
    private readonly ConcurrentDictionary<long, Question> _open = new();
    private long _last;

    /// <summary>How many are waited for; each ends with its deadline at the latest.</summary>
    public int Count => _open.Count;

    /// <summary>Asks, and returns the answer; null when no other server has the connection.</summary>
    /// <param name="ask">Publishes the question under its number, and returns how many servers hear it, this one included.</param>
    /// <param name="within">How long to wait for the answer.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="TimeoutException">Neither did a server answer that it has the connection, nor did all say that they have not.</exception>
    public async Task<Envelope?> AskAsync(Func<long, Task<long>> ask, TimeSpan within, CancellationToken ct)
    {
        var number = Interlocked.Increment(ref _last);
        var question = _open[number] = new Question();
        try
        {
            question.Asked((int)await ask(number) - 1);
            return await question.Answer.WaitAsync(within, time, ct);
        }
        finally
        {
            _open.TryRemove(number, out _);
        }
    }

    /// <summary>Takes an answer; one that comes too late is dropped.</summary>
    public void Answer(Envelope answer)
    {
        if (!_open.TryGetValue(answer.Question, out var question))
        {
            return;
        }

        if (answer.Kind == EnvelopeKind.NotHere)
        {
            question.Denied();
        }
        else
        {
            question.Answered(answer);
        }
    }

    private sealed class Question
    {
        private readonly TaskCompletionSource<Envelope?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Below zero while denials come in before it is known how many were asked.
        private int _undecided;
        private int _isAsked;

        public Task<Envelope?> Answer => _answer.Task;

        public void Asked(int others)
        {
            Volatile.Write(ref _isAsked, 1);
            GiveUpAt(Interlocked.Add(ref _undecided, others));
        }

        public void Denied() => GiveUpAt(Interlocked.Decrement(ref _undecided));

        public void Answered(Envelope answer) => _answer.TrySetResult(answer);

        private void GiveUpAt(int undecided)
        {
            if (undecided <= 0 && Volatile.Read(ref _isAsked) == 1)
            {
                _answer.TrySetResult(null);
            }
        }
    }
}
