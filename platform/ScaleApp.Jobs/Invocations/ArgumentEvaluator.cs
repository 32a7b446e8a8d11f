using System.Linq.Expressions;
using System.Reflection;

namespace ScaleApp.Jobs;

/// <summary>Finds the values of a call's arguments in its expression; the usual ones (constants, captured variables) without compiling.</summary>
internal static class ArgumentEvaluator
{
    /// <summary>The values of a call's arguments; the places of those that the engine fills in stay null.</summary>
    public static object?[] Evaluate(MethodShape shape, IReadOnlyList<Expression> arguments)
    {
        var values = new object?[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = shape.FilledIn[i] ? null : Evaluate(arguments[i]);
        }

        return values;
    }

    public static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(Owner(member)),
        MemberExpression { Member: PropertyInfo property } member => property.GetValue(Owner(member)),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when IsWidening(convert) => Evaluate(convert.Operand),
        _ => Compile<Func<object?>>(expression)(),
    };

    /// <summary>How an argument follows from an item; one that does not depend on it is evaluated now, once.</summary>
    public static Func<TItem, object?> For<TItem>(Expression expression, ParameterExpression item)
    {
        if (expression == item)
        {
            return static value => value;
        }

        if (Mention.IsIn(expression, item))
        {
            return Compile<Func<TItem, object?>>(expression, item);
        }

        var value = Evaluate(expression);
        return _ => value;
    }

    private static object? Owner(MemberExpression member) => member.Expression is null ? null : Evaluate(member.Expression);

    // Only conversions that change nothing about the value: to a base, an interface or object, or to the nullable of it.
    private static bool IsWidening(UnaryExpression convert) =>
        convert.Type.IsAssignableFrom(convert.Operand.Type) || Nullable.GetUnderlyingType(convert.Type) == convert.Operand.Type;

    private static TDelegate Compile<TDelegate>(Expression expression, params ParameterExpression[] parameters) where TDelegate : Delegate
    {
        try
        {
            return Expression.Lambda<TDelegate>(Expression.Convert(expression, typeof(object)), parameters).Compile(preferInterpretation: true);
        }
        catch (InvalidOperationException error)
        {
            throw new ArgumentException(
                $"The argument '{expression}' of a job must have its value now: it cannot use what the job is called on, which only the "
                + "worker makes.", nameof(expression), error);
        }
    }

    /// <summary>Looks for a parameter in an expression.</summary>
    private sealed class Mention(ParameterExpression parameter) : ExpressionVisitor
    {
        private bool _isFound;

        public static bool IsIn(Expression expression, ParameterExpression parameter)
        {
            var mention = new Mention(parameter);
            mention.Visit(expression);
            return mention._isFound;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _isFound |= node == parameter;
            return node;
        }
    }
}
