export const greetingFor = (name) => `Hello, ${name}!`;
