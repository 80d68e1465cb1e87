--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET standard_conforming_strings = on;

CREATE TABLE public.sessions (
    session_id uuid NOT NULL,
    user_id integer,
    expires_at timestamp without time zone
);

CREATE TABLE public.users (
    id integer NOT NULL,
    username character varying(50),
    email character varying(100),
    hashed_password character varying(255)
);

COPY public.sessions (session_id, user_id, expires_at) FROM stdin;
26f0f94b-b382-4f68-a38b-183b5cd17b7b	1	2024-12-08 04:11:01.843276
\.

COPY public.users (id, username, email, hashed_password) FROM stdin;
1	example	example@example.com	$2b$04$NsC5cRT0awSfXW02W9T7D.EKJ4wI6nsKKIm0gwP0u2P1.0Y8e2/GK
7	seven	seven@example.com	pbkdf2:sha256:260000$ZyjSmzw82vpDJh4m$ad97c4747b9996116b6d11c26c736192d0db9f5c216f90dd3351f5b8274826a4
8	\N	nameless@example.com	\N
9	back\\slash	wrong@example.com	x
\.

SELECT pg_catalog.setval('public.users_id_seq', 9, true);
