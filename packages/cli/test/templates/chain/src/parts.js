export const collect = async ({ customer }) => ({ customer, facts: 3 });
export const score = async ({ facts }) => facts * 10;
