using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Projections;
using UserDomain.Registration;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Calls;

public static class CallRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Every handler and validator in this assembly, and the pipeline that each call goes through, outermost first.
        /// Beside it the ports must be registered, and may be <see cref="VenueSettings"/>, <see cref="MailSettings"/> and a clock.
        /// </summary>
        public IServiceCollection AddCalls()
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(new VenueSettings());
            services.TryAddSingleton(new MailSettings());
            services.TryAddSingleton<Letters>();
            services.AddSingleton<UserQueue>();
            services.AddSingleton<AnswerQueue>();
            services.AddSingleton<UserCache>();
            services.AddSingleton<SnapshotQueue>();
            services.AddSingleton<UserStates>();
            services.AddSingleton<ApiKeyCheck>();
            services.AddSingleton<RestKeyCheck>();

            services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
            services.AddScoped<IMediator, Mediator>();
            services.AddScoped<CallContext>();
            services.AddScoped<Subject>();
            services.AddScoped<UserRepository>();
            services.AddScoped<PasswordWork>();
            services.AddScoped<SignInGate>();
            services.AddScoped<SignIns>();
            services.AddScoped<Companions>();
            services.AddScoped<ApiKeySignIn>();
            services.AddScoped<SecondFactor>();
            services.AddScoped<EvenAnswers>();
            services.AddScoped<NewUsers>();
            services.AddScoped<StoppedViews>();
            services.AddScoped<UserHistory>();
            services.AddScoped<ActorNames>();

            services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Tracing<,>));
            services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Idempotency<,>));
            services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Conflict<,>));
            services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Authorization<,>));
            services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Validation<,>));

            foreach (var type in typeof(ICall).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
            {
                foreach (var service in type.GetInterfaces().Where(IsHandlerOrValidator))
                    services.AddScoped(service, type);
            }

            return services;
        }
    }

    private static bool IsHandlerOrValidator(Type service) =>
        service.IsGenericType
        && (service.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || service.GetGenericTypeDefinition() == typeof(IValidator<>));
}
