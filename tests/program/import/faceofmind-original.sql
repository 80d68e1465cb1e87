--
-- PostgreSQL database dump
--

-- Dumped from database version 16.3
-- Dumped by pg_dump version 16.3

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.community_comments (
    id bigint NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    post_id bigint NOT NULL,
    user_id bigint NOT NULL
);

COPY public.alembic_version (version_num) FROM stdin;
6a1c0d7f2b11
\.

COPY public.community_comments (id, content, created_at, updated_at, post_id, user_id) FROM stdin;
1	Same here.	2025-07-03 04:10:00.5+00	2025-07-03 04:10:00.5+00	2	12
2	Hugs\nfrom Cebu	2025-07-03 04:11:00+00	2025-07-03 05:00:00+00	1	11
3	To a post that is gone	2025-07-03 04:12:00+00	2025-07-03 04:12:00+00	9	12
\.

COPY public.community_posts (id, content, created_at, updated_at, user_id) FROM stdin;
1	I took a walk today.	2025-07-03 04:00:00+00	\N	11
2	I took a walk today.	2025-07-03 04:05:00+00	2025-07-03 04:06:00+00	11
\.

COPY public.emotion_detections (id, "timestamp", session_id) FROM stdin;
31	2025-07-02 12:30:00.123456+00	21
32	2025-07-02 12:40:00+00	21
\.

COPY public.facial_data (id, emotion, detection_id) FROM stdin;
41	Sad	31
42	happy	32
\.

COPY public.feedback (id, comment, rating, session_id) FROM stdin;
51	That did me good.	5	21
52	On second thought	3	21
53		4	22
\.

COPY public.reminders (id, title, description, reminder_time, is_active, created_at, user_id) FROM stdin;
61	Breathe	Five minutes	2025-08-01	t	2025-07-02 12:00:00+00	11
62	Sleep		2025-08-02	f	2025-07-02 12:00:00+00	12
\.

COPY public.sessions (id, start_time, end_time, user_id) FROM stdin;
21	2025-07-02 12:29:00+00	2025-07-02 13:00:00+00	11
22	2025-07-02 14:00:00+00	\N	12
\.

COPY public.users (id, email, password, first_name, last_name, role, status, created_at) FROM stdin;
11	ayu@example.com	$2b$04$NsC5cRT0awSfXW02W9T7D.EKJ4wI6nsKKIm0gwP0u2P1.0Y8e2/GK	Ayu	Lestari	user	active	2025-07-01 00:00:00+00
12	dewi@example.com	$2b$04$NsC5cRT0awSfXW02W9T7D.EKJ4wI6nsKKIm0gwP0u2P1.0Y8e2/GK	Dewi	Sari	user	active	2025-07-01 00:00:00+00
\.

COPY public.voice_data (id, content, detection_id) FROM stdin;
71	I slept badly.	31
\.

COPY public.wellness_suggestions (id, suggestion, url, detection_id) FROM stdin;
81	I hear you. • Rest • Walk • Call a friend	https://youtube.com/watch?v=a,https://youtube.com/watch?v=b, https://example.com/c	31
82	It's wonderful you're feeling happy! • Share it	\N	32
83	Breathe	https://example.com/a, not a link,https://example.com/b,https://example.com/c,https://example.com/d	32
84	Of a detection that is gone	\N	99
\.
